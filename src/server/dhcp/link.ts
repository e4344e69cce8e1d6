/**
 * DHCP's port 67 on one interface and no other: a raw socket bound to the device receives what clients broadcast and
 * sends with any source address. Needs CAP_NET_RAW.
 */

import { createSocket } from 'node:dgram'
import raw from 'raw-socket'
import { BootError } from '../../boot-error.ts'
import { decodeFrame, encodeFrame } from '../../udhcp-client/udp-frame.ts'
import { cannotListen } from '../service.ts'

export interface DhcpLink {
  send(payload: Buffer, source: string, to: { address: string; port: number }): void
  onMessage(listener: (payload: Buffer) => void): void
  close(): Promise<void>
}

const SERVER_PORT = 67
/** socket(7), asm-generic/socket.h. */
const SO_BINDTODEVICE = 25

/** Throws E_PERMISSION without the right to raw sockets, E_NETWORK where a DHCP server has the port. */
export async function openDhcpLink(interfaceName: string, address: string): Promise<DhcpLink> {
  // Nothing is read from this one: it makes the port known as served, and finds other servers on this host.
  const port = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    port.once('error', (error) => reject(cannotListen('DHCP', address, SERVER_PORT, error)))
    port.bind({ address, port: SERVER_PORT, exclusive: true }, resolve)
  })
  const socket = openRaw(interfaceName, () => port.close())
  return {
    send(payload, source, to) {
      const [sourcePort, destination, destinationPort] = [SERVER_PORT, to.address, to.port]
      const frame = encodeFrame(
        { source, sourcePort, destination, destinationPort, payload },
        raw.createChecksum,
      )
      // What cannot be sent is lost, as on a network: the client asks again.
      socket.send(frame, 0, frame.length, destination, () => {})
    },
    onMessage(listener) {
      socket.on('message', (packet) => {
        const datagram = decodeFrame(packet, raw.createChecksum)
        if (datagram?.destinationPort === SERVER_PORT) listener(datagram.payload)
      })
    },
    async close() {
      socket.close()
      await new Promise<void>((resolve) => port.close(() => resolve()))
    },
  }
}

function openRaw(interfaceName: string, undo: () => void) {
  try {
    const socket = raw.createSocket({ protocol: raw.Protocol.UDP })
    socket.on('error', () => {})
    const name = Buffer.from(`${interfaceName}\0`)
    socket.setOption(raw.SocketLevel.SOL_SOCKET, SO_BINDTODEVICE, name, name.length)
    socket.setOption(raw.SocketLevel.SOL_SOCKET, raw.SocketOption.SO_BROADCAST, 1)
    socket.setOption(raw.SocketLevel.IPPROTO_IP, raw.SocketOption.IP_HDRINCL, 1)
    return socket
  } catch (cause) {
    undo()
    throw new BootError('E_PERMISSION', {
      what: `cannot open a raw socket on ${interfaceName}`,
      hint: 'run as root, or inside `tspxeboot lab`',
      cause,
    })
  }
}
