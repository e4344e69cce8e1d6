/** Reads ranges of bytes from a file on disk or in memory. */

import { fstat, read } from 'node:fs'

/** A file that is read in ranges. Rejects with the system's error. */
export interface ByteReader {
  /** Bytes of the whole file. */
  size(): Promise<number>
  /** Up to `length` bytes from `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Buffer>
}

/** Reads `fd`, which stays the caller's, without moving its position. */
export function descriptorReader(fd: number): ByteReader {
  return {
    size: () =>
      new Promise((resolve, reject) => {
        fstat(fd, (error, stats) => (error === null ? resolve(stats.size) : reject(error)))
      }),
    async read(position, length) {
      const buffer = Buffer.alloc(length)
      let got = 0
      for (;;) {
        const count = await readOnce(fd, buffer, got, position + got)
        got += count
        if (count === 0 || got === length) return buffer.subarray(0, got)
      }
    },
  }
}

/** Reads bytes that are in memory. */
export function bufferReader(bytes: Buffer): ByteReader {
  return {
    size: async () => bytes.length,
    read: async (position, length) => bytes.subarray(position, position + length),
  }
}

function readOnce(fd: number, buffer: Buffer, offset: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, offset, buffer.length - offset, position, (error, count) => {
      if (error === null) resolve(count)
      else reject(error)
    })
  })
}
