/** The served directory: only regular files below its root, whatever clients request and wherever symlinks point. */

import { constants } from 'node:fs'
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { BootError } from '../boot-error.ts'
import { treePath } from '../tftp-fetch/index.ts'

/** An open file of the tree. The caller closes `handle`. */
export interface TreeFile {
  handle: FileHandle
  /** Bytes, when it was opened. */
  size: number
  /** Milliseconds since 1970. */
  modified: number
  /** Inode number; with size and time it tells versions of a file apart. */
  inode: number
}

/** Why a name is not served. */
export type Refusal = 'missing' | 'denied'

/** A directory that can be served. */
export interface Tree {
  /** The root as an absolute path without symlinks. */
  root: string
  /** Opens `name` (Latin-1, one character a byte). */
  open(name: string): Promise<TreeFile | Refusal>
}

/** The tree below `directory`. Throws E_USAGE if that is not a directory. */
export async function openTree(directory: string): Promise<Tree> {
  const root = await realpath(directory).catch((cause: unknown) =>
    notServed(directory, 'no such directory', cause),
  )
  if (!(await stat(root)).isDirectory()) notServed(directory, 'it is not a directory')
  return { root, open: (name) => openBelow(root, name) }
}

function notServed(directory: string, why: string, cause?: unknown): never {
  throw new BootError('E_USAGE', {
    what: `cannot serve ${directory}: ${why}`,
    hint: 'name the directory that holds pxelinux.cfg',
    cause,
  })
}

async function openBelow(root: string, name: string): Promise<TreeFile | Refusal> {
  const inside = treePath(name)
  if (inside === null) return 'denied'
  if (inside === '' || inside.includes('\0')) return 'missing'
  const path = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(inside, 'latin1')])
  // O_NONBLOCK: opening a FIFO in the tree must not hang the server.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(refusal)
  if (typeof handle === 'string') return handle
  const found = await handle.stat()
  const refused = found.isFile() ? await outside(root, handle) : 'missing'
  if (refused !== null) {
    await handle.close()
    return refused
  }
  return { handle, size: found.size, modified: found.mtimeMs, inode: found.ino }
}

function refusal(error: NodeJS.ErrnoException): Refusal {
  return error.code === 'EACCES' || error.code === 'EPERM' ? 'denied' : 'missing'
}

/** Asks the kernel where the open file is. A check before opening could be defeated by changing a symlink. */
async function outside(root: string, handle: FileHandle): Promise<Refusal | null> {
  const real = await readlink(`/proc/self/fd/${handle.fd}`)
  return real.startsWith(join(root, sep)) ? null : 'denied'
}
