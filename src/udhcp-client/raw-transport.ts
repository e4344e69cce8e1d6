/**
 * DHCP over a raw socket (raw(7)) that is bound to one interface: it can send before the interface has an address,
 * and hears what a server unicasts to an address that is not there yet.
 */

import { networkInterfaces } from 'node:os'
import raw, { type Socket } from 'raw-socket'
import { BootError } from '../boot-error.ts'
import type { DhcpMessage, DhcpTransport } from './transport.ts'
import { type Checksum, decodeFrame, encodeFrame } from './udp-frame.ts'

export const CLIENT_PORT = 68
/** Linux, asm-generic/socket.h; raw-socket has no name for it. */
const SO_BINDTODEVICE = 25
/** More than a DHCP message can be on Ethernet; what is longer is cut off and so refused. */
const RECEIVE_BYTES = 4096

const checksum: Checksum = (...parts) => raw.createChecksum(...parts)

/**
 * Opens the socket in the network namespace of this process; needs CAP_NET_RAW for this call only.
 * Throws E_PERMISSION or E_NETWORK.
 */
export function openRawTransport({ interfaceName }: { interfaceName: string }): DhcpTransport {
  const socket = openSocket(interfaceName)
  let listener: (message: DhcpMessage) => void = () => {}
  let failure: string | null = null
  const failed = (error: Error): void => {
    failure = error.message
  }
  // raw-socket closes itself after some errors.
  let open = true
  socket.on('error', failed)
  socket.on('close', () => {
    open = false
  })
  socket.on('message', (packet) => {
    const datagram = decodeFrame(packet, checksum)
    if (datagram?.destinationPort === CLIENT_PORT) listener(datagram)
  })
  return {
    send(payload, { address, port }) {
      const source = addressOf(interfaceName)
      const frame = encodeFrame(
        { source, sourcePort: CLIENT_PORT, destination: address, destinationPort: port, payload },
        checksum,
      )
      if (open) socket.send(frame, 0, frame.length, address, (error) => error && failed(error))
    },
    onMessage(newListener) {
      listener = newListener
    },
    ownAddress: () => addressOf(interfaceName),
    failure: () => failure,
    close() {
      if (open) socket.close()
      open = false
    },
  }
}

function openSocket(interfaceName: string): Socket {
  let socket: Socket
  try {
    socket = raw.createSocket({ protocol: raw.Protocol.UDP, bufferSize: RECEIVE_BYTES })
  } catch (cause) {
    throw new BootError('E_PERMISSION', {
      what: `cannot open a raw socket for DHCP on ${interfaceName}: ${messageOf(cause)}`,
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
      what: `cannot use interface ${interfaceName} for DHCP: ${messageOf(cause)}`,
      hint: 'is there such an interface, and is it up?',
      cause,
    })
  }
}

/**
 * The interface's own address, 0.0.0.0 while it has none (RFC 2131 section 4.1). The kernel would put it into the
 * IP header itself (raw(7)), but after the UDP checksum was made over the header as it was.
 */
function addressOf(interfaceName: string): string {
  return networkInterfaces()[interfaceName]?.find(({ family }) => family === 'IPv4')?.address ?? '0.0.0.0'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
