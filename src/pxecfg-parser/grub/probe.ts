/** Checks that files named by a script exist. */

import { BootError } from '../../boot-error.ts'
import type { Play } from '../boot-program.ts'
import type { BootFile } from '../types.ts'
import { locate } from './devices.ts'
import { sizeOf } from './files.ts'
import { type Machine, STATUS, where } from './machine.ts'
import type { At } from './syntax.ts'

/** Whether the file exists and is not empty: `[ -s FILE ]`. */
export function* isFilled(machine: Machine, name: string, at: At): Play<boolean> {
  const found = locate(name, machine.env)
  if (found.kind !== 'file') return false
  const size = yield* sizeOf(machine, found.file, at)
  return size !== null && size !== 0
}

/** Whether `name` is a device as a whole: of network devices, the root folder is the only one that can be seen. */
export function isRoot(machine: Machine, name: string): boolean {
  return /^(?:\([^)]*\))?\/*$/.test(name) && locate(name, machine.env).kind === 'file'
}

/** A file and its size, or why it cannot be loaded, as an error and a status. */
export type Probed = { file: BootFile; size: number } | { status: number; error: BootError }

/** `role`: what the file is for, in the error's words. */
export function* probe(machine: Machine, name: string, role: string, at: At): Play<Probed> {
  const found = locate(name, machine.env)
  if (found.kind === 'file') {
    const size = yield* sizeOf(machine, found.file, at)
    if (size !== null) return { file: found.file, size }
    return {
      status: found.file.url.startsWith('tftp:') ? STATUS.io : STATUS.fileNotFound,
      error: new BootError('E_FETCH_NOT_FOUND', {
        what: `${where(at)}: ${role} ${found.file.url} is not there`,
        hint: "a name without a device is on $root, relative to that server's root",
      }),
    }
  }
  const device = found.device === '' ? 'no device' : `(${found.device})`
  return {
    status: STATUS.unknownDevice,
    error: new BootError('E_UNSUPPORTED', {
      what: `${where(at)}: ${role} ${name} is on ${device}, which a host cannot read`,
      hint:
        found.kind === 'disk'
          ? "a guest's disks are not seen from its network boot"
          : 'files come from (tftp), (tftp,SERVER), (http,SERVER) and (pxe)',
    }),
  }
}
