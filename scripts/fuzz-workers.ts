// Plays generated inputs, with a process for each core. Prints the input and stops if there is an exception that is not a
// BootError, a result that no output can express, or an input that takes longer than its length allows.
import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type { Played } from '../src/pxecfg-parser/index.ts'

/** Generated at a time, so that memory stays flat. */
const BATCH = 1000

/** What is fuzzed: `script` is the URL of the script that calls this, which is run once more for each core. */
export interface Fuzzing {
  script: string
  inputs: fc.Arbitrary<readonly string[]>
  play(texts: readonly string[]): Promise<Played>
  /** Processor time (ms) that an input may take, and for each byte; one of three tries must keep to it, for memory is collected too. */
  allowedMs: { each: number; byte: number }
}

/** Arguments of the command: INPUTS, a million by default, and SEED. */
export async function fuzz(fuzzing: Fuzzing): Promise<void> {
  const [, , first, second] = process.argv
  if (process.send !== undefined) await work(fuzzing, Number(first), Number(second))
  else await main(fuzzing.script, Number(first ?? 1_000_000), Number(second ?? Date.now() % 0x7fffffff))
}

async function main(script: string, inputs: number, seed: number): Promise<void> {
  const workers = availableParallelism()
  const started = performance.now()
  const counts: Record<string, number> = {}
  console.log(`${inputs} inputs, seed ${seed}`)
  const share = String(Math.ceil(inputs / workers))
  const children = Array.from({ length: workers }, (_, index) =>
    fork(fileURLToPath(script), [share, String(seed + index)]),
  )
  const statuses = await Promise.all(children.map((child) => ended(child, counts)))
  const seconds = (performance.now() - started) / 1000
  const outcomes = Object.entries(counts).sort(([, a], [, b]) => b - a)
  console.log(outcomes.map(([name, count]) => `${String(count).padStart(9)} ${name}`).join('\n'))
  const failed = statuses.some((status) => status !== 0)
  console.log(
    `${seconds.toFixed(0)} s: ${failed ? 'FAILED, see above' : 'nothing but results and errors of ours'}`,
  )
  process.exitCode = failed ? 1 : 0
}

function ended(child: ChildProcess, counts: Record<string, number>): Promise<number | null> {
  child.on('message', (batch: Record<string, number>) => {
    for (const [name, count] of Object.entries(batch)) counts[name] = (counts[name] ?? 0) + count
  })
  return new Promise((resolve) => child.on('exit', (status) => resolve(status)))
}

async function work(fuzzing: Fuzzing, inputs: number, seed: number): Promise<void> {
  for (let done = 0; done < inputs; done += BATCH) {
    const counts: Record<string, number> = {}
    const numRuns = Math.min(BATCH, inputs - done)
    for (const texts of fc.sample(fuzzing.inputs, { numRuns, seed: seed * 1009 + done })) {
      const outcome = await one(fuzzing, texts)
      counts[outcome] = (counts[outcome] ?? 0) + 1
    }
    process.send?.(counts)
  }
  process.disconnect()
}

async function one({ play, allowedMs }: Fuzzing, texts: readonly string[]): Promise<string> {
  const allowed = allowedMs.each + allowedMs.byte * texts.join('').length
  for (let tries = 1; ; tries++) {
    const before = process.cpuUsage()
    try {
      const played = await play(texts)
      const took = process.cpuUsage(before).user / 1000
      if (took <= allowed) return played.error?.code ?? played.outcome
      if (tries === 3) throw new Error(`took ${took.toFixed(0)} ms of processor time`)
    } catch (cause) {
      throw new Error(`this input fails: ${JSON.stringify(texts)}`, { cause })
    }
  }
}
