/** Runs a program to its end and collects its output. It gets none of our caller's descriptors (start-program.ts). */

import type { SpawnOptions } from 'node:child_process'
import { startProgram } from './start-program.ts'

export interface RunOptions extends Pick<SpawnOptions, 'env' | 'signal'> {
  /** Milliseconds after which it is killed; without one it may take as long as it likes. */
  timeout?: number
  /** SIGTERM by default. */
  killSignal?: NodeJS.Signals
}

/** How a program ended. Its standard input was empty. */
export interface Ended {
  /** The exit status; null: a signal ended it. */
  status: number | null
  stdout: string
  stderr: string
}

/** How long a program's output may still arrive after its end, ms. */
const DRAIN = 500

/** A program that failed, or that could not be started. */
export class ProgramError extends Error {
  /** null: it could not be started. */
  readonly ended: Ended | null

  constructor(message: string, ended: Ended | null, cause?: unknown) {
    super(message, { cause })
    this.ended = ended
  }

  /** What it printed to standard error; if nothing, our own message. */
  get said(): string {
    return this.ended?.stderr.trim() || this.message
  }
}

/** Returns its standard output. Throws ProgramError if it fails or cannot be started. */
export async function runProgram(
  program: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const ended = await programEnd(program, words, options)
  if (ended.status === 0) return ended.stdout
  const how = ended.status === null ? 'it was killed' : `exit status ${ended.status}`
  throw new ProgramError(`${program}: ${how}`, ended)
}

/** Returns how it ended, well or not. Throws ProgramError if it cannot be started, or `options.signal` ended it. */
export function programEnd(
  program: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = startProgram(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    const said: Buffer[] = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => said.push(chunk))
    // A process that it leaves behind may hold the pipes open indefinitely.
    child.once('exit', () =>
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
      }, DRAIN).unref(),
    )
    child.once('error', (cause) =>
      reject(new ProgramError(`cannot run ${program}: ${cause.message}`, null, cause)),
    )
    child.once('close', (status) =>
      resolve({
        status,
        stdout: Buffer.concat(output).toString(),
        stderr: Buffer.concat(said).toString(),
      }),
    )
  })
}
