/** Runs the real pygrub for a local boot, on the same terminal. */

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { TOOL_PATH } from '../../guest-port/index.ts'
import { startProgram } from '../../start-program.ts'
import type { BootRequest } from '../boot-task.ts'
import { runUser } from '../supervisor/users.ts'

/** pygrub's own formats; our other formats are made from its `simple0`. */
export const PYGRUB_FORMATS = ['sxp', 'simple', 'simple0'] as const

/** How long it may take to end after SIGTERM. */
const PATIENCE_MS = 2000

/** The arguments of a call. */
export interface PygrubCall {
  pygrub: string
  disk: string
  /** null: standard output. */
  output: string | null
  format: (typeof PYGRUB_FORMATS)[number]
  /** Folder for the kernel and ramdisk. */
  directory: string
  /** The user id with which it reads the disk; null: root. */
  user: number | null
}

/** Resolves with its exit status. Removes what a failed run leaves in its folder. Throws E_LOCAL_BOOT. */
export async function runPygrub(
  call: PygrubCall,
  request: BootRequest,
  signal: AbortSignal,
): Promise<number> {
  const before = new Set(readdirSync(call.directory))
  const status = await run(call.pygrub, pygrubWords(call, request), signal)
  if (status !== 0) {
    // Its files, and the folder to which --runas confines it.
    const left = readdirSync(call.directory).filter((name) => /^(boot_|\d+-)/.test(name) && !before.has(name))
    for (const name of left) rmSync(join(call.directory, name), { recursive: true, force: true })
  }
  return status
}

function pygrubWords({ output, format, directory, user, disk }: PygrubCall, request: BootRequest): string[] {
  const { selection, notReally } = request
  return [
    ...(output === null ? [] : [`--output=${output}`]),
    `--output-format=${format}`,
    `--output-directory=${directory}`,
    ...(selection.args === '' ? [] : [`--args=${Buffer.from(selection.args, 'latin1').toString('utf8')}`]),
    ...(user === null ? [] : [`--runas=${user}`]),
    ...(isUnattended(request) ? ['--quiet'] : []),
    ...(notReally ? ['--not-really'] : []),
    disk,
  ]
}

/** Whether nobody sits at a terminal: pygrub draws its menu with curses, and only without one may it get --runas. */
function isUnattended({ log, place }: BootRequest): boolean {
  return log.level === 'quiet' || process.stdin.isTTY !== true || !place.runas.perRun
}

/**
 * This run's own user, for a pygrub to which the caller gave none; null: it stays root, because it draws a menu, copies
 * nothing, or has no --runas. Xen 4.17 and earlier versions with XSA-443's fix have it, which the script's text tells.
 */
export function ownUser(pygrub: string, request: BootRequest): number | null {
  const { place, notReally } = request
  if (!place.runas.perRun || notReally || !isUnattended(request)) return null
  if (!readFileSync(pygrub, 'latin1').includes('"runas=')) return null
  return runUser(place.runas, process.pid).user?.uid ?? null
}

function run(pygrub: string, words: string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    // If this process is killed, so is pygrub.
    const child = startProgram('setpriv', ['--pdeathsig', 'KILL', pygrub, ...words], {
      stdio: 'inherit',
      env: { ...process.env, PATH: TOOL_PATH },
    })
    let patience: NodeJS.Timeout | undefined
    const abort = (): void => {
      child.kill('SIGTERM')
      patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    }
    signal.addEventListener('abort', abort, { once: true })
    child.once('error', (cause) =>
      reject(
        new BootError('E_LOCAL_BOOT', {
          what: `cannot run ${pygrub}: ${cause.message}`,
          hint: 'it is started by setpriv, of the package util-linux',
          cause,
        }),
      ),
    )
    child.once('exit', (status, by) => {
      clearTimeout(patience)
      signal.removeEventListener('abort', abort)
      if (signal.aborted) reject(signal.reason)
      else if (by !== null) reject(new BootError('E_LOCAL_BOOT', { what: `${pygrub} was ended by ${by}` }))
      else resolve(status ?? 1)
    })
  })
}
