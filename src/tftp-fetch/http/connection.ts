/**
 * The connection under Node's HTTP client. Node reads 64 KiB at a time into fresh memory; here it reads into one
 * large buffer that is used again and again, which is four times as fast. So a body's chunks are only valid while
 * their 'data' event lasts, and the response must flow. TLS connections are Node's own.
 */

import * as net from 'node:net'
import * as tls from 'node:tls'

const READ_BUFFER = 512 * 1024

export interface ConnectionOptions {
  address: string
  port: number
  localAddress: string | null
  /** null: plain. `servername` empty: the server's certificate must name its address. */
  tls: { servername: string; ca: string | null } | null
  /** Whether the reader can take more; if not, `resume()` of the socket goes on. */
  wantsMore: () => boolean
}

export function openConnection(options: ConnectionOptions): net.Socket {
  const { address: host, port, wantsMore } = options
  const localAddress = options.localAddress === null ? {} : { localAddress: options.localAddress }
  if (options.tls !== null) {
    const { servername, ca } = options.tls
    return tls.connect({
      host,
      port,
      ...localAddress,
      ...(servername === '' ? {} : { servername }),
      ...(ca === null ? {} : { ca }),
      ALPNProtocols: ['http/1.1'],
    })
  }
  const socket = net.connect({
    host,
    port,
    ...localAddress,
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BUFFER),
      callback(count, buffer) {
        socket.emit('data', Buffer.from(buffer.buffer, buffer.byteOffset, count))
        return wantsMore()
      },
    },
  })
  return socket
}
