/**
 * `tspxeboot lab`: runs a command in a private network with the bridge xenbr0 and the embedded server on it. The program
 * starts itself a second time in new namespaces (unshare(1)). There it is process 1, so whatever the command leaves
 * running ends with it. An ordinary user becomes root of a user namespace (user_namespaces(7)).
 */

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { BootError } from '../boot-error.ts'
import { type ProgramError, runProgram } from '../run-program.ts'
import { startProgram } from '../start-program.ts'
import type { ServerEvent } from './events.ts'
import { isInside, type LabOptions, MARK, runInside } from './lab-inside.ts'

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
/** Tried in this order: programs inside can become `nobody` only with subordinate ids (subuid(5)). */
const AS_USER = [
  ['--user', '--map-root-user', '--map-auto'],
  ['--user', '--map-root-user'],
]
/** Milliseconds after which the namespaces are ended if the command does not end. */
const STOP_LIMIT = 5000

/** Returns the command's exit status (128 + N if signal N ended it). Throws E_PERMISSION if namespaces are forbidden. */
export async function runLab(
  options: LabOptions,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
): Promise<number> {
  if (isInside()) return runInside(options, signal, onEvent)
  const ownProgram = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = startProgram('unshare', [...(await namespaceOptions()), ...ownProgram], {
    // The channel tells the inner process to end, since unshare does not forward signals. It closes however we end.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [MARK]: '1' },
  })
  if (options.command.length === 0) onEvent({ event: 'LabStarted', pid: child.pid ?? 0 })
  const stop = () => stopInside(child)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const [status] = await once(child, 'exit')
  signal.removeEventListener('abort', stop)
  return typeof status === 'number' ? status : 128 + 9
}

function stopInside(child: ChildProcess): void {
  if (child.connected) child.disconnect()
  setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT).unref()
}

/** Options for unshare(1): the first ones that work. */
async function namespaceOptions(): Promise<string[]> {
  const said: string[] = []
  for (const user of process.getuid?.() === 0 ? [[], ...AS_USER] : AS_USER) {
    const wanted = [...user, ...NAMESPACES]
    const failure = await runProgram('unshare', [...wanted, 'true']).then(
      () => null,
      (error: ProgramError) => error.said,
    )
    if (failure === null) return wanted
    said.push(failure)
  }
  throw new BootError('E_PERMISSION', {
    what: `cannot make the lab's namespaces: ${said.at(-1)?.split('\n')[0]}`,
    hint: 'run as root, or allow unprivileged user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)',
  })
}
