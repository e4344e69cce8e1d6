/** Finds Xen's pygrub on this host. */

import { accessSync, constants, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'

/** Xen's own folders, for distributions that do not have it in PATH. */
const FOLDERS = [
  '/usr/libexec/xen/bin',
  '/usr/lib/xen/bin',
  '/usr/local/lib/xen/bin',
  '/usr/local/libexec/xen/bin',
]

/** The path of `given`, else of the pygrub in PATH, else of the newest Xen's. Throws E_LOCAL_BOOT. */
export function findPygrub(given: string | null): string {
  const candidates =
    given === null
      ? [...inPath(), ...versioned(), ...FOLDERS.map((folder) => join(folder, 'pygrub'))]
      : [given]
  const found = candidates.find(isExecutable)
  if (found !== undefined) return found
  throw new BootError('E_LOCAL_BOOT', {
    what:
      given === null
        ? 'the entry boots the local disk, but there is no pygrub to do it'
        : `${given} cannot be run`,
    hint: "install Xen's tools (Debian: xen-utils), or name it with --pygrub; --kernel boots a kernel of this host instead",
  })
}

function inPath(): string[] {
  return (process.env.PATH ?? '')
    .split(':')
    .filter(Boolean)
    .map((folder) => join(folder, 'pygrub'))
}

/** Debian: /usr/lib/xen-4.17/bin. */
function versioned(): string[] {
  return readdirSync('/usr/lib')
    .filter((name) => name.startsWith('xen-'))
    .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
    .map((name) => join('/usr/lib', name, 'bin/pygrub'))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
