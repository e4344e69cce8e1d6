/** The parts of the npm package `tftp` 0.1.2 that the server stands on: one read request, and its sending side. */

declare module 'tftp/lib/streams/server/put-stream.js' {
  import type { Writable } from 'node:stream'
  import type GetStream from 'tftp/lib/streams/server/get-stream.js'

  /** What the package needs of a transfer's socket (a part of dgram's). */
  export interface TransferSocketLike {
    bind(port: number, address: string | null, ready: () => void): void
    address(): { address: string; port: number }
    send(
      packet: Buffer,
      offset: number,
      length: number,
      port: number,
      address: string,
      done?: () => void,
    ): void
    close(): void
  }

  /** The sending side of a read request: what is written to it goes to the client block by block. */
  export default class PutStream extends Writable {
    constructor(
      filesInUse: { get: Record<string, boolean>; put: Record<string, boolean> },
      helper: {
        _rinfo: { address: string; port: number }
        _socket: TransferSocketLike
        sendErrorAndClose(error: { message: string }): void
      },
      request: Buffer,
      options: {
        /** Retransmissions without an answer before the transfer fails. */
        retries: number
        /** The largest values that are agreed to; `timeout` in milliseconds. */
        extensions: { blksize: number; windowsize: number; timeout: number }
      },
      request_: GetStream,
    )
    /** Called once the socket is bound. */
    onReady: () => void
    /** Answers the request; must be called once, before anything is written. */
    setSize(size: number): void
  }
}

declare module 'tftp/lib/streams/server/get-stream.js' {
  import { EventEmitter } from 'node:events'

  /** Tells how a request goes: `close`, then `error` or `abort` where it failed. */
  export default class GetStream extends EventEmitter {
    /** Sends an ERROR packet with that text and ends the transfer. */
    abort(reason: string): void
  }
}
