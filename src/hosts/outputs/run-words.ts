/** Runs a command of the store, without a shell. */

import { BootError } from '../../boot-error.ts'
import { type ProgramError, runProgram } from '../../run-program.ts'

/** Far more than a server takes to read its configuration. */
const LIMIT_MS = 60_000

/** Resolves with the command's standard output. Throws E_HOSTS_APPLY with what the command said if it fails. */
export function runWords([program = '', ...args]: readonly string[]): Promise<string> {
  const options = { timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const
  return runProgram(program, args, options).catch((error: ProgramError) => {
    throw failed([program, ...args], error)
  })
}

/** Servers give the reason at the end of their output. */
const SAID_LINES = 8

/** After the error, ISC dhcpd says at length how to report a bug. */
const ADVICE_OF_DHCPD = /^If you think you have received this message due to a bug.*/ms

function failed(words: readonly string[], error: ProgramError): BootError {
  const { ended } = error
  const lines = (ended === null ? '' : `${ended.stderr}\n${ended.stdout}`)
    .replace(ADVICE_OF_DHCPD, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const why =
    ended?.status === null
      ? `it did not end within ${LIMIT_MS / 1000} s`
      : lines.slice(-SAID_LINES).join('; ')
  return new BootError('E_HOSTS_APPLY', {
    what: `${words.join(' ')}: ${why || error.message}`,
    hint: 'all files are as they were before',
    cause: error,
  })
}
