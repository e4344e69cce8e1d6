/** Runs one program to its end with nothing of the user's environment but PATH. */

import { basename } from 'node:path'
import { BootError } from '../boot-error.ts'
import { ProgramError, runProgram } from '../run-program.ts'

/** Throws E_OUTPUT with the program's own words when it fails, E_CANCELLED when `signal` ends it. */
export async function runIsoTool(
  program: string,
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runProgram(program, args, {
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...env },
      signal,
    })
  } catch (cause) {
    signal.throwIfAborted()
    const said = cause instanceof ProgramError ? cause.said : String(cause)
    throw new BootError('E_OUTPUT', {
      what: `${basename(program)} failed: ${said.split('\n').at(-1)}`,
      cause,
    })
  }
}
