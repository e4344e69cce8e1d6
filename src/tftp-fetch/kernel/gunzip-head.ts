/** Decompresses the beginning of a gzip file. */

import { constants, createGunzip } from 'node:zlib'

/** Bytes: enough for every magic number, and no more, because a hostile file may expand enormously. */
const ENOUGH = 64 * 1024

/**
 * The content of a gzip file as far as `head` holds it, 64 KiB at most; null: not gzip data. Node's streams stop when
 * they are destroyed, so a gzip bomb does no harm.
 */
export function gunzipHead(head: Buffer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const gunzip = createGunzip({ chunkSize: ENOUGH, finishFlush: constants.Z_SYNC_FLUSH })
    const done = () => {
      gunzip.destroy()
      resolve(bytes === 0 ? null : Buffer.concat(chunks).subarray(0, ENOUGH))
    }
    gunzip.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= ENOUGH) done()
    })
    gunzip.on('end', done)
    gunzip.on('error', done)
    gunzip.end(head)
  })
}
