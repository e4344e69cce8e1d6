/** A download that can begin again: bytes that were already written are compared instead of written again. */

import { crc32 } from 'node:zlib'

/** The sink of a download that may take several runs. */
export interface Restart {
  /** Takes the next chunk of this run. Throws what `changed` makes if the run differs from what was written before. */
  write(chunk: Uint8Array): void | Promise<void>
  /** Begins another run: the next chunk is the file's first again. */
  rewind(): void
}

/** TFTP cannot go on in the middle of a file. A checksum stands for the bytes already written. */
export function createRestart(
  write: (chunk: Uint8Array) => void | Promise<void>,
  changed: () => Error,
): Restart {
  let written = 0
  let checksum = 0
  let position = 0
  let compared = 0

  return {
    rewind() {
      position = 0
      compared = 0
    },
    write(chunk) {
      const known = Math.min(written - position, chunk.length)
      position += chunk.length
      if (known > 0) {
        compared = crc32(chunk.subarray(0, known), compared)
        if (position >= written && compared !== checksum) throw changed()
        if (known === chunk.length) return
      }
      const fresh = known > 0 ? chunk.subarray(known) : chunk
      checksum = crc32(fresh, checksum)
      written += fresh.length
      return write(fresh)
    },
  }
}
