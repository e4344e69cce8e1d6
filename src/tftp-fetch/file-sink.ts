/** A sink that writes a download to a file descriptor. */

import { write } from 'node:fs'
import { BootError } from '../boot-error.ts'
import type { Sink } from './fetcher.ts'

/**
 * Writes to the file `fd` from its beginning, whatever was written there before; `fd` stays the caller's. `path` names it
 * in E_OUTPUT.
 */
export function fileSink(fd: number, path: string): Sink {
  let end = 0
  return {
    write(chunk) {
      const start = end
      end += chunk.length
      return new Promise((resolve, reject) => {
        const put = (from: number): void =>
          write(fd, chunk, from, chunk.length - from, start + from, (error, written) => {
            if (error !== null) reject(outputError(path, error))
            else if (from + written < chunk.length) put(from + written)
            else resolve()
          })
        put(0)
      })
    },
  }
}

function outputError(path: string, cause: NodeJS.ErrnoException): BootError {
  const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT'
  return new BootError('E_OUTPUT', {
    what: `cannot write ${path}: ${full ? 'no space left' : cause.message}`,
    ...(full ? { hint: '--output-directory chooses another place for the kernel and ramdisk' } : {}),
    cause,
  })
}
