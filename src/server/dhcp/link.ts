/** The ports of a DHCP server on one interface. */

import { createSocket } from 'node:dgram'
import type { DhcpPacket } from '../../udhcp-client/codec/index.ts'
import { openRawLink } from '../../udhcp-client/raw-link/index.ts'
import { cannotListen } from '../service.ts'
import { destinationOf } from './reply.ts'

export interface Peer {
  address: string
  port: number
}

export interface DhcpLink {
  /** Sends `payload`, which is `reply` as bytes, from the address `source` to the client that `asker` is or relays. */
  answer(payload: Buffer, source: string, reply: DhcpPacket, asker: Peer): void
  onMessage(listener: (payload: Buffer, asker: Peer) => void): unknown
  close(): Promise<void>
}

const SERVER_PORT = 67
/** PXE 2.1, section 2.2.3. */
const PROXY_PORT = 4011

/**
 * Port 67 of `interfaceName` and no other, by a raw socket: what is heard is heard beside any other server of this host.
 * Throws E_PERMISSION without the right to that.
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
 * Nothing is read from port 67 by this: it makes the port known as served, and finds another server on this host.
 * Returns what gives it up. Throws E_NETWORK where a DHCP server has the port, E_PERMISSION without the right to it.
 */
export async function claimDhcpPort(address: string): Promise<() => Promise<void>> {
  const { close } = await openPort('DHCP', address, SERVER_PORT)
  return close
}

/**
 * Where clients that have an address ask a proxy, by unicast, and are heard if `admits` has them. Throws E_NETWORK where
 * another proxy has the port.
 */
export async function openProxyPort(address: string, admits: (client: string) => boolean): Promise<DhcpLink> {
  const { socket, close } = await openPort('proxyDHCP', address, PROXY_PORT)
  return {
    answer: (payload, _source, _reply, asker) => socket.send(payload, asker.port, asker.address),
    onMessage: (listener) =>
      socket.on('message', (payload, asker) => {
        // Nothing can be sent to port 0: an answer would throw.
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
  // An ICMP error about an answer to a client that is gone must not end the server.
  socket.on('error', () => {})
  return { socket, close: () => new Promise<void>((resolve) => socket.close(() => resolve())) }
}
