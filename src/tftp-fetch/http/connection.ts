/**
 * The connection under Node's HTTP client. Node reads 64 KiB at a time into fresh memory, and its parser copies them:
 * that takes most of the time and leaves tens of megabytes to collect. Here a plain connection reads into one buffer
 * that is used again and again, and once the head of an answer is there its body can pass by the parser.
 */

import * as net from 'node:net'
import * as tls from 'node:tls'

const READ_BUFFER = 256 * 1024

export interface ConnectionOptions {
  address: string
  port: number
  localAddress: string | null
}

/** Gets bytes that are only valid during the call; false: no more for now, `resume()` of the socket goes on. */
export type Take = (bytes: Buffer) => boolean

export interface PlainConnection {
  socket: net.Socket
  /** From now on what comes goes to `take` instead of Node's client. */
  divert(take: Take): void
  /** Nothing is read until `divert`, or `resume()` of the socket. */
  hold(): void
}

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

/** `servername` empty: the certificate must name the address. `ca`: PEM; null: the authorities built into Node. */
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
