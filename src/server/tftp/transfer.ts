/** One file to one client over TFTP: npm `tftp` sends it, through a socket that keeps it from harm. */

import GetStream from 'tftp/lib/streams/server/get-stream.js'
import PutStream from 'tftp/lib/streams/server/put-stream.js'
import type { TreeFile } from '../tree.ts'
import { type TransferFaults, TransferSocket } from './transfer-socket.ts'

/** `blksize` as large as Ethernet takes unfragmented; a lost window costs one `timeout` (ms). */
const ENGINE = { retries: 5, extensions: { blksize: 1468, windowsize: 64, timeout: 1000 } }

export interface Transfer {
  file: TreeFile
  /** The well-formed options of the client's request, by name. */
  options: ReadonlyMap<string, number>
  /** The server's own address. */
  local: string
  client: { address: string; port: number }
  faults: TransferFaults
}

/** Resolves when the last block is acknowledged; rejects with the reason where that does not come to pass. */
export function sendFile(transfer: Transfer, signal: AbortSignal): Promise<void> {
  const { file, local, client } = transfer
  const { blksize, windowsize } = ENGINE.extensions
  const agreed = {
    blockSize: Math.min(transfer.options.get('blksize') ?? 512, blksize),
    windowSize: Math.min(transfer.options.get('windowsize') ?? 1, windowsize),
  }
  const socket = new TransferSocket(local, client, agreed, transfer.faults)
  const request = new GetStream()
  return new Promise((resolve, reject) => {
    let failure: Error | null = null
    request.on('error', (error: Error) => {
      failure ??= error
    })
    request.on('abort', () => {
      failure ??= new Error('aborted')
    })
    const abort = () => request.abort('the server is going down')
    // The package tells of the end first and of the reason after it.
    request.once('close', () => {
      signal.removeEventListener('abort', abort)
      setImmediate(() => (failure === null ? resolve() : reject(failure)))
    })
    const helper = {
      _rinfo: client,
      _socket: socket,
      sendErrorAndClose: (error: { message: string }) => {
        socket.close()
        reject(new Error(error.message))
      },
    }
    const sender = new PutStream({ get: {}, put: {} }, helper, ownRequest(transfer.options), ENGINE, request)
    sender.onReady = () => {
      if (signal.aborted) return abort()
      signal.addEventListener('abort', abort, { once: true })
      sender.setSize(file.size)
      if (file.size === 0) return sender.end()
      const content = file.handle.createReadStream({ start: 0, end: file.size - 1, autoClose: false })
      const giveUp = (error: Error) => {
        failure ??= error
        request.abort('I/O error')
      }
      content.on('error', giveUp)
      content.on('end', () => {
        if (content.bytesRead < file.size) giveUp(new Error('the file has become shorter'))
      })
      request.once('close', () => content.destroy())
      content.pipe(sender)
    }
  })
}

/** The client's request in our own words: the package never sees a name or an option that a client made up. */
function ownRequest(options: ReadonlyMap<string, number>): Buffer {
  const words = ['file', 'octet', ...[...options].flatMap(([name, value]) => [name, String(value)])]
  return Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.from(words.map((word) => `${word}\0`).join(''), 'latin1'),
  ])
}
