/**
 * A raw socket (raw(7)) bound to one interface: it can send before the interface has an address and with any source
 * address, and receives broadcasts as well as packets to an address that the interface does not have yet.
 */

import raw, { type Socket } from 'raw-socket'
import { BootError } from '../../boot-error.ts'
import { type Checksum, type Datagram, decodeFrame, encodeFrame } from './udp-frame.ts'

/** Linux, asm-generic/socket.h; raw-socket has no name for it. */
const SO_BINDTODEVICE = 25
/** Bytes: more than a DHCP message on Ethernet can have; longer ones are truncated and so refused. */
const RECEIVE_BYTES = 4096

/** Sockets in use: raw-socket does not keep them from the garbage collector, which would close them. */
const kept = new Set<Socket>()

const checksum: Checksum = (...parts) => raw.createChecksum(...parts)

/** Sends and receives UDP datagrams on one interface. */
export interface RawLink {
  /** Sends soon, then calls `done`. Never throws: what cannot be sent is lost, as on a network. */
  send(datagram: Datagram, done?: () => void): void
  /** The system's own words for the last failure; null: there was none. */
  failure(): string | null
  close(): void
}

/**
 * Hands each datagram for `port` that arrives on `interfaceName` to `listener`. Opens the socket in the network
 * namespace of this process; needs CAP_NET_RAW for this call only. Throws E_PERMISSION or E_NETWORK.
 */
export function openRawLink(
  interfaceName: string,
  port: number,
  listener: (datagram: Datagram) => void,
): RawLink {
  const socket = openSocket(interfaceName)
  let failure: string | null = null
  const failed = (error: Error): void => {
    failure = error.message
  }
  // raw-socket closes itself after some errors.
  let open = true
  kept.add(socket)
  socket.on('error', failed)
  socket.on('close', () => {
    open = false
    kept.delete(socket)
  })
  socket.on('message', (packet) => {
    const datagram = decodeFrame(packet, checksum)
    if (datagram?.destinationPort === port) listener(datagram)
  })
  return {
    send(datagram, done) {
      const frame = encodeFrame(datagram, checksum)
      if (!open) return done?.()
      socket.send(frame, 0, frame.length, datagram.destination, (error) => {
        if (error) failed(error)
        done?.()
      })
    },
    failure: () => failure,
    close() {
      if (open) socket.close()
      open = false
      kept.delete(socket)
    },
  }
}

function openSocket(interfaceName: string): Socket {
  let socket: Socket
  try {
    socket = raw.createSocket({ protocol: raw.Protocol.UDP, bufferSize: RECEIVE_BYTES })
  } catch (cause) {
    throw new BootError('E_PERMISSION', {
      what: `cannot open a raw socket on ${interfaceName}: ${messageOf(cause)}`,
      hint: 'run as root, or with the capability CAP_NET_RAW',
      cause,
    })
  }
  try {
    const device = Buffer.from(`${interfaceName}\0`)
    socket.setOption(raw.SocketLevel.SOL_SOCKET, SO_BINDTODEVICE, device, device.length)
    socket.setOption(raw.SocketLevel.SOL_SOCKET, raw.SocketOption.SO_BROADCAST, 1)
    socket.setOption(raw.SocketLevel.IPPROTO_IP, raw.SocketOption.IP_HDRINCL, 1)
    return socket
  } catch (cause) {
    socket.close()
    throw new BootError('E_NETWORK', {
      what: `cannot use interface ${interfaceName}: ${messageOf(cause)}`,
      hint: 'is there such an interface, and is it up?',
      cause,
    })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
