/**
 * The UDP side of one transfer. Two sockets share the local port: one is connected to the server's current port, so
 * that the kernel reports ICMP errors on it and gives it the packets from there; what comes from any other port or
 * address reaches the unconnected one.
 */

import { createSocket, type Socket } from 'node:dgram'
import { BootError } from '../../boot-error.ts'
import { isNoRoute } from '../no-route.ts'

/** Bytes to ask the kernel for; it grants up to net.core.rmem_max, and doubles that (socket(7)). */
const WANTED_RECEIVE_BUFFER = 4 * 1024 * 1024

/** Called for what arrives. */
export interface EndpointHandlers {
  message(bytes: Buffer, port: number, address: string): void
  /** ICMP unreachable, no route, or a firewall's refusal. */
  unreachable(error: NodeJS.ErrnoException): void
}

/** A local UDP port to talk to one server from. */
export interface Endpoint {
  /** Bytes of kernel memory for packets that wait to be read, as the kernel accounts them. */
  readonly receiveBuffer: number
  /** Makes this port of the server the one that `send` goes to. Throws E_NETWORK. */
  talkTo(port: number): Promise<void>
  /** `unreachable` is called if it fails. */
  send(packet: Buffer): void
  /** A failure has no effect: for packets in plenty, because Node tells of each by a turn of its tick queue. */
  sendBlindly(packet: Buffer): void
  /** Sends to any address, from the transfer's own port. A failure has no effect. */
  sendTo(packet: Buffer, port: number, address: string): void
  /** Lets the process end although the sockets are open. */
  unref(): void
  close(): void
}

/** Opens a port to talk to the server at `address`; `localAddress` null: what the route says. Throws E_NETWORK. */
export async function openEndpoint(
  address: string,
  localAddress: string | null,
  handlers: EndpointHandlers,
): Promise<Endpoint> {
  const open = await boundSocket(localAddress, 0, handlers)
  const receiveBuffer = open.getRecvBufferSize()
  let connected: Socket | null = null
  let closed = false
  const failed = (error: Error | null) => {
    if (error !== null && !closed) handlers.unreachable(error)
  }

  return {
    receiveBuffer,
    async talkTo(port) {
      connected?.close()
      connected = null
      const socket = await boundSocket(localAddress, open.address().port, handlers)
      await new Promise<void>((resolve, reject) => {
        // Node hands a failure to the callback, which its types do not say.
        socket.connect(port, address, (error?: Error) => {
          if (error) reject(error)
          else resolve()
        })
      }).catch((error: unknown) => {
        socket.close()
        throw cannotSend(address, error)
      })
      if (closed) socket.close()
      else connected = socket
    },
    send(packet) {
      connected?.send(packet, failed)
    },
    sendBlindly(packet) {
      connected?.send(packet)
    },
    sendTo(packet, port, to) {
      if (!closed) open.send(packet, port, to, () => {})
    },
    unref() {
      open.unref()
      connected?.unref()
    },
    close() {
      if (closed) return
      closed = true
      open.close()
      connected?.close()
    },
  }
}

async function boundSocket(
  localAddress: string | null,
  port: number,
  handlers: EndpointHandlers,
): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true, lookup: takeAddress })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ port, address: localAddress ?? '0.0.0.0' }, () => {
      socket.removeListener('error', reject)
      resolve()
    })
  }).catch((error: unknown) => {
    throw new BootError('E_NETWORK', { what: `cannot open a UDP port: ${String(error)}`, cause: error })
  })
  socket.setRecvBufferSize(WANTED_RECEIVE_BUFFER)
  // Port 0 cannot be answered (RFC 768: it means no port), and no server sends from it.
  socket.on('message', (bytes, from) => {
    if (from.port !== 0) handlers.message(bytes, from.port, from.address)
  })
  socket.on('error', (error) => handlers.unreachable(error))
  return socket
}

/**
 * Takes addresses as they are: there are no names here, and without a lookup a packet leaves before a close() that
 * follows.
 */
function takeAddress(
  address: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  done(null, address, 4)
}

function cannotSend(address: string, cause: unknown): BootError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new BootError('E_NETWORK', {
    reason: isNoRoute(cause) ? 'no-route' : null,
    what: `cannot send to ${address}: ${code === 'ENETUNREACH' ? 'no route leads there' : code}`,
    cause,
  })
}
