/** The ports of a DHCP server on one interface. */

import { createSocket } from 'node:dgram'
import type { DhcpPacket } from '../../udhcp-client/codec/index.ts'
import { openRawLink } from '../../udhcp-client/raw-link/index.ts'
import { cannotListen } from '../service.ts'
import { destinationOf } from './reply.ts'

/** The other end of a UDP datagram. */
export interface Peer {
  address: string
  port: number
}

/** A port that DHCP messages arrive on. */
export interface DhcpLink {
  /** Sends `payload` (the bytes of `reply`) from the address `source` to the client or relay `asker`. */
  answer(payload: Buffer, source: string, reply: DhcpPacket, asker: Peer): void
  onMessage(listener: (payload: Buffer, asker: Peer) => void): unknown
  close(): Promise<void>
}

const SERVER_PORT = 67
/** PXE 2.1, section 2.2.3. */
const PROXY_PORT = 4011

/**
 * Port 67 of only `interfaceName`, by a raw socket, so that other servers of this host still get their packets.
 * Throws E_PERMISSION without the privilege for that.
 */
export function openDhcpLink(interfaceName: string): DhcpLink {
  let listener: (payload: Buffer, asker: Peer) => void = () => {}
  const link = openRawLink(interfaceName, SERVER_PORT, ({ payload, source, sourcePort }) =>
    listener(payload, { address: source, port: sourcePort }),
  )
  return {
    answer(payload, source, reply) {
      const { address: destination, port: destinationPort } = destinationOf(reply)
      link.send({ source, sourcePort: SERVER_PORT, destination, destinationPort, payload })
    },
    onMessage(newListener) {
      listener = newListener
    },
    close: async () => link.close(),
  }
}

/**
 * Opens port 67 without reading from it, so that the kernel does not answer "port unreachable", and another server on this
 * host is noticed. Returns a function that closes it. Throws E_NETWORK if a DHCP server has the port, E_PERMISSION
 * without the privilege.
 */
export async function claimDhcpPort(address: string): Promise<() => Promise<void>> {
  const { close } = await openPort('DHCP', address, SERVER_PORT)
  return close
}

/**
 * The port where clients that have an address ask a proxyDHCP server by unicast; they are heard if `admits` accepts them.
 * Throws E_NETWORK if another proxy has the port.
 */
export async function openProxyPort(address: string, admits: (client: string) => boolean): Promise<DhcpLink> {
  const { socket, close } = await openPort('proxyDHCP', address, PROXY_PORT)
  return {
    answer: (payload, _source, _reply, asker) => socket.send(payload, asker.port, asker.address),
    onMessage: (listener) =>
      socket.on('message', (payload, asker) => {
        // Sending to port 0 would throw.
        if (asker.port !== 0 && admits(asker.address)) listener(payload, asker)
      }),
    close,
  }
}

async function openPort(service: string, address: string, port: number) {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => reject(cannotListen(service, address, port, error)))
    socket.bind({ address, port, exclusive: true }, resolve)
  })
  socket.removeAllListeners('error')
  // An ICMP error for an answer to a client that is gone must not end the server.
  socket.on('error', () => {})
  return { socket, close: () => new Promise<void>((resolve) => socket.close(() => resolve())) }
}
