/** Writes files so that a crash at any moment leaves the old or the new one. */

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

/** Mode of a file that was not there: readable by every server's user. */
const NEW_MODE = 0o644

/**
 * `bytes` as the file `path`, which keeps its mode and its owner. Its folder is made where it is missing.
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

/** A name is on the disk when its folder is. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
