/** Runs one program with an argument vector to its end, with nothing of the user's environment but PATH. */

import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { BootError } from '../boot-error.ts'

const execute = promisify(execFile)

/** Throws E_OUTPUT with the program's own words when it fails, E_CANCELLED when `signal` ends it. */
export async function runIsoTool(
  program: string,
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await execute(program, args, {
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...env },
      signal,
      maxBuffer: 1024 * 1024,
    })
  } catch (cause) {
    signal.throwIfAborted()
    const { stderr, message } = cause as { stderr?: string; message: string }
    const words = (stderr ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    throw new BootError('E_OUTPUT', {
      what: `${basename(program)} failed: ${words.at(-1) ?? message}`,
      cause,
    })
  }
}
