/** Runs the real pygrub for a local boot, on the same terminal. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import { TOOL_PATH } from '../../guest-port/index.ts'
import { startProgram } from '../../start-program.ts'
import type { BootRequest, BootTask } from '../boot-task.ts'
import { FIRST_RUN_USER, runUser } from '../supervisor/users.ts'

/** pygrub's own formats; our other formats are made from its `simple0`. */
export const PYGRUB_FORMATS = ['sxp', 'simple', 'simple0'] as const

/** The arguments of a call. */
export interface PygrubCall {
  pygrub: string
  disk: string
  /** Folder for the kernel and ramdisk. */
  folder: string
  /** An existing file for the result; null: standard output. */
  output: string | null
  format: (typeof PYGRUB_FORMATS)[number]
  /** The user id with which it reads the disk; null: root. */
  user: number | null
  /** The group id that its files get; null: root's. */
  group: number | null
}

function pygrubWords({ output, format, folder, user, disk }: PygrubCall, request: BootRequest): string[] {
  const { notReally, task } = request
  const { selection } = task
  return [
    ...(output === null ? [] : [`--output=${output}`]),
    ...[`--output-format=${format}`, `--output-directory=${folder}`],
    ...(selection.args === '' ? [] : [`--args=${Buffer.from(selection.args, 'latin1').toString('utf8')}`]),
    ...(user === null ? [] : [`--runas=${user}`]),
    ...(isUnattended(task) ? ['--quiet'] : []),
    ...(notReally ? ['--not-really'] : []),
    disk,
  ]
}

/** Whether nobody sits at a terminal: pygrub draws its menu with curses, and only without one may it get --runas. */
function isUnattended({ log, place }: BootTask): boolean {
  return log.level === 'quiet' || process.stdin.isTTY !== true || !place.runas.perRun
}

/**
 * The user that the caller gave it, else one of this run's own; null: it stays root, because it draws a menu, copies
 * nothing, or has no --runas. Xen 4.17 and earlier versions with XSA-443's fix have it, which the script's text tells.
 */
export function pygrubUser(pygrub: string, request: BootRequest): number | null {
  const { runas } = request.task.place
  if (!runas.perRun) return runas.uid
  if (request.notReally || !isUnattended(request.task)) return null
  if (!readFileSync(pygrub, 'latin1').includes('"runas=')) return null
  return runUser(runas, process.pid).user?.uid ?? null
}

/** A number that no other run has while this one lives, for a group; null if there is none. */
export function ownGroup(): number | null {
  const { user, own } = runUser({ perRun: true, uid: FIRST_RUN_USER }, process.pid)
  return own && process.geteuid?.() === 0 ? (user?.uid ?? null) : null
}

/** Ends what pygrub has started together with it. Only root can make the namespace for that. */
const ALONE = process.geteuid?.() === 0 ? ['unshare', '--pid', '--fork', '--kill-child'] : []

/** Resolves with its exit status. Throws E_LOCAL_BOOT. */
export function runPygrub(call: PygrubCall, request: BootRequest, signal: AbortSignal): Promise<number> {
  const { pygrub, group } = call
  const grouped = group === null ? [] : [`--regid=${group}`, '--keep-groups']
  return new Promise((resolve, reject) => {
    // If this process is killed, so is pygrub.
    const words = ['--pdeathsig', 'KILL', ...grouped, ...ALONE, pygrub, ...pygrubWords(call, request)]
    const child = startProgram('setpriv', words, {
      stdio: 'inherit',
      env: { ...process.env, PATH: TOOL_PATH },
    })
    const abort = (): void => void child.kill('SIGKILL')
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    child.once('error', (cause) =>
      reject(
        new BootError('E_LOCAL_BOOT', {
          what: `cannot run ${pygrub}: ${cause.message}`,
          hint: 'it is started by setpriv and unshare, of the package util-linux',
          cause,
        }),
      ),
    )
    child.once('exit', (status, by) => {
      signal.removeEventListener('abort', abort)
      if (signal.aborted) reject(signal.reason)
      else if (by !== null) reject(new BootError('E_LOCAL_BOOT', { what: `${pygrub} was ended by ${by}` }))
      else resolve(status ?? 1)
    })
  })
}
