/** Small files into memory: configurations, checksum lists, signatures. */

import { BootError } from '../boot-error.ts'
import type { Fetcher } from './fetcher.ts'

/** The file at `url`, which may have `limit` bytes at most (else E_FETCH_TOO_BIG). */
export async function fetchBytes(
  fetcher: Fetcher,
  url: string,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  const write = (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes > limit) {
      throw new BootError('E_FETCH_TOO_BIG', {
        what: `${url}: more than the ${limit} bytes that such a file may have`,
      })
    }
    chunks.push(Buffer.from(chunk))
  }
  await fetcher.fetch(url, { write }, signal)
  return Buffer.concat(chunks, bytes)
}
