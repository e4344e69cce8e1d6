/** Finds out why a client process ended by itself. */

import type { ChildProcess } from 'node:child_process'
import { BootError } from '../../boot-error.ts'

/** How long to wait for the last output of a client whose standard error another process holds open. */
const LAST_WORDS_MS = 200

/** Calls `ended` with the reason when the process has ended or could not start. `name`: for messages (`PXE client`). */
export function watchEnd(process: ChildProcess, name: string, ended: (why: Error) => void): void {
  let said = ''
  process.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  process.on('error', ended)
  process.once('exit', (code, by) => {
    const tell = () => ended(endedEarly(name, code, by, said))
    process.once('close', tell)
    setTimeout(tell, LAST_WORDS_MS).unref()
  })
}

/** What keyctl prints to standard error whenever it starts a program. */
const KEYCTL_SAYS = /^Joined session keyring: .*\n/

/** The error for a client process that ended by itself, with status `code` or by a signal. `said`: its last output. */
export function endedEarly(
  name: string,
  code: number | null,
  by: NodeJS.Signals | null,
  said: string,
): BootError {
  const words = said
    .replace(KEYCTL_SAYS, '')
    .trim()
    .replace(/\s*\n\s*/g, '; ')
  const denied = /not permitted|permission denied/i.test(words)
  return new BootError(denied ? 'E_PERMISSION' : 'E_NETWORK', {
    what: `the ${name} process ended ${by === null ? `with status ${code}` : `by ${by}`}${words === '' ? '' : `: ${words}`}`,
    hint: denied
      ? 'run as root (in dom0), or in a namespace of your own: tspxeboot lab'
      : 'it was ended from outside, or unshare, nsenter, prlimit and setpriv (util-linux) do not work',
  })
}
