/** Fetches small files into memory: configurations, checksum lists, signatures. */

import { BootError } from '../boot-error.ts'
import { Enough, type Fetcher } from './fetcher.ts'

/** What else a fetch may be given; see Fetcher.fetch and Sink.cameFrom. */
export interface Asking {
  form?: string
  cameFrom?(url: string): void
}

/** The bytes of the file at `url`; E_FETCH_TOO_BIG if they are more than `limit`. Throws as Fetcher.fetch does. */
export async function fetchBytes(
  fetcher: Fetcher,
  url: string,
  limit: number,
  signal: AbortSignal,
  more: Asking = {},
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
  await fetcher.fetch(url, { write, ...more }, signal, more.form)
  return Buffer.concat(chunks, bytes)
}

/** The first `limit` bytes of the file at `url`, or all of a shorter one. The transfer ends there. */
export async function fetchHead(
  fetcher: Fetcher,
  url: string,
  limit: number,
  signal: AbortSignal,
  more: Asking = {},
): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  const write = (chunk: Uint8Array) => {
    chunks.push(Buffer.from(chunk))
    bytes += chunk.length
    if (bytes >= limit) throw new Enough()
  }
  await fetcher.fetch(url, { write, ...more }, signal, more.form).catch((error: unknown) => {
    if (!(error instanceof Enough)) throw error
  })
  return Buffer.concat(chunks, bytes).subarray(0, limit)
}
