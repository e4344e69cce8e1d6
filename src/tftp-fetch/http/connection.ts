/**
 * The connection under Node's HTTP client. Node reads 64 KiB at a time into fresh memory, and its parser copies them:
 * that takes most of the time and leaves tens of megabytes to collect. Here a plain connection reads into one reused
 * buffer, and once the headers of an answer are in, its body can bypass the parser.
 */

import * as net from 'node:net'
import * as tls from 'node:tls'

/** Bytes. */
const READ_BUFFER = 256 * 1024

/** Where to connect to, and the own address to connect from; `localAddress` null: what the route says. */
export interface ConnectionOptions {
  address: string
  port: number
  localAddress: string | null
}

/** Takes bytes that are valid only during the call. Returns false to pause; the socket's `resume()` goes on. */
export type Take = (bytes: Buffer) => boolean

/** A connection without TLS, whose bytes can bypass Node's HTTP client. */
export interface PlainConnection {
  socket: net.Socket
  /** Hands everything that comes from now on to `take` instead of Node's client. */
  divert(take: Take): void
  /** Stops reading until `divert`, or the socket's `resume()`. */
  hold(): void
}

/** Begins to connect by TCP; failures are `error` events of the socket. */
export function openPlain(options: ConnectionOptions): PlainConnection {
  let isHeld = false
  let take: Take = (bytes) => {
    socket.emit('data', bytes)
    return !isHeld
  }
  const socket = net.connect({
    ...places(options),
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BUFFER),
      callback: (count, buffer) => take(Buffer.from(buffer.buffer, buffer.byteOffset, count)),
    },
  })
  return {
    socket,
    divert(diverted) {
      take = diverted
      socket.resume()
    },
    hold() {
      isHeld = true
    },
  }
}

/**
 * Begins to connect by TLS. `servername` empty: the certificate must name the address. `ca`: PEM text; null: the
 * authorities built into Node.
 */
export function openTls(options: ConnectionOptions, servername: string, ca: string | null): net.Socket {
  return tls.connect({
    ...places(options),
    ...(servername === '' ? {} : { servername }),
    ...(ca === null ? {} : { ca }),
    ALPNProtocols: ['http/1.1'],
  })
}

function places({ address, port, localAddress }: ConnectionOptions) {
  return { host: address, port, ...(localAddress === null ? {} : { localAddress }) }
}
