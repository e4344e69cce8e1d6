/**
 * Starts programs with the descriptors that they are meant to have. Node closes its own for them, but not those that
 * our caller left open (`exec 50</etc/shadow`), which may be ones that an option names (`--output=/dev/fd/63`): so they
 * stay open here, and a program gets /dev/null in their place.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** Like spawn of node:child_process. */
export const startProgram = ((program: string, words: readonly string[], options: Options) =>
  spawn(program, words, { ...options, stdio: filled(options.stdio) })) as typeof spawn

/** Like execFileSync of node:child_process, for callers that have to wait. */
export const runProgramSync = ((program: string, words: readonly string[], options: Options) =>
  execFileSync(program, words, { ...options, stdio: filled(options.stdio) })) as typeof execFileSync

/** Resolves with the exit status, 128 + N if signal N ended it, as shells have it. Rejects where it could not start. */
export async function exitStatusOf(child: ChildProcess): Promise<number> {
  const [status, name] = await once(child, 'exit')
  return typeof status === 'number' ? status : 128 + (constants.signals[name as NodeJS.Signals] ?? 0)
}

interface Options {
  stdio: 'inherit' | 'pipe' | ('ignore' | 'pipe' | 'inherit' | 'ipc' | number)[]
}

/** The highest descriptor that is kept open. Shells use lower ones; higher ones are closed. */
const HIGHEST = 255
const STANDARD = ['stdin', 'stdout', 'stderr']

/** The flag of descriptors that programs do not inherit (proc_pid_fdinfo(5)). */
const CLOSE_ON_EXEC = 0o2000000

/** One more than the highest descriptor that a program would inherit from our caller. */
const count = 1 + Math.max(-1, ...inherited())
/** /dev/null: Node provides it for 'ignore' only up to standard error. */
const nothing = count === 0 ? null : openSync('/dev/null', 'r+')

function filled(stdio: Options['stdio']): Options['stdio'] {
  const wanted = typeof stdio === 'string' ? STANDARD.map(() => stdio) : stdio
  return [...wanted, ...Array(Math.max(0, count - wanted.length)).fill(nothing)]
}

function inherited(): number[] {
  const open = descriptors().filter((fd) => fd >= STANDARD.length && !(flagsOf(fd) & CLOSE_ON_EXEC))
  for (const fd of open.filter((fd) => fd > HIGHEST)) closeSync(fd)
  return open.filter((fd) => fd <= HIGHEST)
}

/** Empty without /proc: the client processes, which have none, are started with exactly the descriptors they need. */
function descriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number)
  } catch {
    return []
  }
}

/** A descriptor that has been closed meanwhile counts as one that programs do not inherit. */
function flagsOf(fd: number): number {
  try {
    return Number.parseInt(
      /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '',
      8,
    )
  } catch {
    return CLOSE_ON_EXEC
  }
}
