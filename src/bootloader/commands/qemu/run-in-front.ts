/** Runs a program in the foreground, with our terminal and our signals. */

import type { ChildProcess } from 'node:child_process'
import { BootError } from '../../../boot-error.ts'
import { exitStatusOf, startProgram } from '../../../start-program.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const

/**
 * Resolves with the program's exit status, 128 + N if signal N ended it. The program ends when we do, however we end.
 * Rejects with E_USAGE if it cannot be started.
 */
export async function runInFront(program: string, words: readonly string[]): Promise<number> {
  let child: ChildProcess
  const pass = (name: NodeJS.Signals) => child.kill(name)
  // First, for a signal may come while the program is started. Handlers run later, when it is there.
  for (const name of SIGNALS) process.on(name, pass)
  try {
    child = startProgram('setpriv', ['--pdeathsig', 'TERM', program, ...words], { stdio: 'inherit' })
    return await exitStatusOf(child)
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `cannot run ${program}: ${cause instanceof Error ? cause.message : 'unknown'}`,
      hint: 'it is started by setpriv, of the package util-linux',
      cause,
    })
  } finally {
    for (const name of SIGNALS) process.off(name, pass)
  }
}
