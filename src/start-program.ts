/**
 * Starts programs with the descriptors that they are meant to have. Node closes its own for them, but not those that
 * our caller left open (`exec 50</etc/shadow`), which may be ones that an option names (`--output=/dev/fd/63`): so they
 * stay open here, and a program gets /dev/null in their place.
 */

import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'

/** As spawn of node:child_process. */
export const startProgram = ((program: string, words: readonly string[], options: Options) =>
  spawn(program, words, { ...options, stdio: filled(options.stdio) })) as typeof spawn

/** As execFileSync of node:child_process: for what has to wait. */
export const runProgramSync = ((program: string, words: readonly string[], options: Options) =>
  execFileSync(program, words, { ...options, stdio: filled(options.stdio) })) as typeof execFileSync

interface Options {
  stdio: 'inherit' | 'pipe' | ('ignore' | 'pipe' | 'inherit' | 'ipc' | number)[]
}

/** Shells give out lower ones; a caller's higher ones are closed. */
const HIGHEST = 255
const STANDARD = ['stdin', 'stdout', 'stderr']

/** A flag of open descriptors (proc_pid_fdinfo(5)): programs do not get them. */
const CLOSE_ON_EXEC = 0o2000000

/** One above the last descriptor that a program would get from our caller. */
const count = 1 + Math.max(-1, ...inherited())
/** What Node does not do for 'ignore' above standard error. */
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

/** None where there is no /proc: the client processes start with the descriptors that they need. */
function descriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number)
  } catch {
    return []
  }
}

/** Of one that is closed again: as one that programs do not get. */
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
