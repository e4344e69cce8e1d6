// Programs that tests start: run to the end, or kept running and stopped; none outlives the test process.
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

export interface Finished {
  /** Exit status, null when a signal ended it. */
  status: number | null
  stdout: string
  stderr: string
}

export interface Running {
  pid: number
  /** What it printed up to now, both streams mixed. */
  output(): string
  /** Raw standard output up to now. */
  bytes(): Buffer
  /** Resolves when it has ended. */
  ended: Promise<number | null>
  /** Sends `signal` (SIGTERM), after 3 s SIGKILL, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

export interface RunOptions {
  /** Seconds; then it is killed and the promise rejects. Default 60. */
  limit?: number
  env?: NodeJS.ProcessEnv
  cwd?: string
  input?: string
}

/** Runs a program to its end; a status other than 0 is an answer, not an error. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { limit = 60, input = '', ...rest } = options
  const child = start(command, rest)
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  const timer = setTimeout(() => child.kill('SIGKILL'), limit * 1000)
  const { status, signal } = await ending(child)
  clearTimeout(timer)
  if (signal === 'SIGKILL') throw new Error(`${command.join(' ')}: killed after ${limit} s\n${stderr()}`)
  return { status, stdout: stdout().toString(), stderr: stderr().toString() }
}

/** Like `run`, but any other status than 0 throws with what the program said. Returns its standard output. */
export async function check(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run(command, options)
  if (status !== 0) throw new Error(`${command.join(' ')}: exit status ${status}\n${stderr}${stdout}`)
  return stdout
}

/** Starts a program that goes on running until `stop`, or until the test process ends. */
export function keepRunning(
  command: readonly string[],
  options: Pick<RunOptions, 'env' | 'cwd'> = {},
): Running {
  const child = start(command, options)
  child.stdin?.end()
  const chunks: Buffer[] = []
  const stdout = collect(child.stdout)
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = ending(child).then(({ status }) => status)
  return {
    pid: child.pid ?? -1,
    output: () => Buffer.concat(chunks).toString(),
    bytes: stdout,
    ended,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
      const status = await ended
      clearTimeout(timer)
      return status
    },
  }
}

/** Waits until `condition` is true; after `seconds` throws with `what()` in the message. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  seconds = 60,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what()}`)
    await delay(20)
  }
}

function start([program = '', ...args]: readonly string[], options: Omit<RunOptions, 'input'>): ChildProcess {
  const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env } })
  running.add(child)
  child.on('exit', () => running.delete(child))
  return child
}

function collect(stream: NodeJS.ReadableStream | null): () => Buffer {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks)
}

function ending(child: ChildProcess): Promise<{ status: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => resolve({ status, signal }))
  })
}
