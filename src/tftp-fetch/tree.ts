/**
 * A directory in place of the boot servers: every URL is looked up in it, whatever its scheme and server. Names are
 * bytes. Nothing outside is ever read: symlinks are resolved first, and must end inside.
 */

import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { BootError } from '../boot-error.ts'
import { decodeName } from '../boot-url.ts'
import { schemeOf } from '../url-schemes.ts'
import type { Job, Probed, Transport } from './fetcher.ts'

const CHUNK = 1024 * 1024

/** The transport behind every scheme when `--tree` is given. */
export function treeTransport(directory: string): Transport {
  return {
    async fetch(job, receiver) {
      const file = await openInTree(directory, job)
      try {
        receiver.expect((await file.stat()).size)
        const buffer = Buffer.allocUnsafe(CHUNK)
        for (;;) {
          job.signal.throwIfAborted()
          const { bytesRead } = await file.read(buffer, 0, CHUNK)
          if (bytesRead === 0) return
          await receiver.write(buffer.subarray(0, bytesRead))
        }
      } finally {
        await file.close()
      }
    },

    async probe(job): Promise<Probed> {
      const file = await openInTree(directory, job)
      try {
        return { bytes: (await file.stat()).size }
      } finally {
        await file.close()
      }
    },
  }
}

/**
 * A requested name as a path in the tree: `\` counts as `/`; empty and `.` components and `x/..` are dropped. null: it
 * climbs above the root.
 */
export function treePath(name: string): string | null {
  const path: string[] = []
  for (const component of name.replaceAll('\\', '/').split('/')) {
    if (component === '' || component === '.') continue
    if (component !== '..') path.push(component)
    else if (path.pop() === undefined) return null
  }
  return path.join('/')
}

async function openInTree(directory: string, { url, parts }: Job): Promise<FileHandle> {
  const encoded = schemeOf(parts.scheme)?.names === 'url'
  const name = encoded ? decodeName(parts.name.replace(/\?.*$/s, '')) : parts.name
  const notFound = (cause?: unknown, why = '') =>
    new BootError('E_FETCH_NOT_FOUND', { what: `${url}: no such file in ${directory}${why}`, cause })
  const path = treePath(name)
  if (path === null || path === '' || path.includes('\0')) throw notFound()
  const root = Buffer.from(`${await realpath(directory).catch(noTree(directory))}/`)
  try {
    const real = await realpath(Buffer.concat([root, Buffer.from(path, 'latin1')]), { encoding: 'buffer' })
    if (!real.subarray(0, root.length).equals(root))
      throw notFound(null, `: a link leads out of it, to ${real.toString('latin1')}`)
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
    if (!(await stat(real)).isFile()) throw notFound(null, ': it is not a regular file')
    return await open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (error instanceof BootError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EACCES')
      throw new BootError('E_FETCH_DENIED', { what: `${url}: may not be read in ${directory}`, cause: error })
    throw notFound(error)
  }
}

function noTree(directory: string): (cause: unknown) => never {
  return (cause) => {
    throw new BootError('E_FETCH_NOT_FOUND', {
      what: `no boot tree at ${directory}`,
      hint: 'see --tree',
      cause,
    })
  }
}
