/** Writes files so that a crash at any moment leaves either the old or the new one. */

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { BootError } from '../boot-error.ts'

/** Mode of a new file: readable by every server's user. */
const NEW_MODE = 0o644

/**
 * Writes `bytes` to the file `path`, which keeps its mode and owner. Makes its folder if it is missing.
 * Throws the error of the system call.
 */
export function writeAtomically(path: string, bytes: Buffer, mode: number = NEW_MODE): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true })
  const before = statSync(path, { throwIfNoEntry: false })
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const fd = openSync(temporary, 'wx', 0o600)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
      if (before !== undefined && before.uid !== process.geteuid?.())
        chownSync(temporary, before.uid, before.gid)
      chmodSync(temporary, before === undefined ? mode : before.mode & 0o7777)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(folder)
}

/** The error for `what` that could not be written: E_PERMISSION without permission, else E_OUTPUT (a full disk, say). */
export function cannotWrite(what: string, cause: unknown, hint?: string): BootError {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  return new BootError(['EACCES', 'EPERM', 'EROFS'].includes(code) ? 'E_PERMISSION' : 'E_OUTPUT', {
    what: `cannot write ${what}: ${code}`,
    ...(hint === undefined ? {} : { hint }),
    cause,
  })
}

/** A name is on the disk only when its folder has been written. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
