/** The DHCP client's transport: port 68 of one interface over a raw socket. */

import { networkInterfaces } from 'node:os'
import { openRawLink } from './raw-link/index.ts'
import type { DhcpMessage, DhcpTransport } from './transport.ts'

const CLIENT_PORT = 68

/** Opens the transport. Needs CAP_NET_RAW for this call only. Throws E_PERMISSION or E_NETWORK. */
export function openRawTransport({ interfaceName }: { interfaceName: string }): DhcpTransport {
  let listener: (message: DhcpMessage) => void = () => {}
  const link = openRawLink(interfaceName, CLIENT_PORT, (datagram) => listener(datagram))
  return {
    send(payload, { address: destination, port: destinationPort }) {
      const source = addressOf(interfaceName)
      link.send({ source, sourcePort: CLIENT_PORT, destination, destinationPort, payload })
    },
    onMessage(newListener) {
      listener = newListener
    },
    ownAddress: () => addressOf(interfaceName),
    failure: link.failure,
    close: link.close,
  }
}

/**
 * The interface's own address, 0.0.0.0 while it has none (RFC 2131 section 4.1). The kernel would put it into the
 * IP header itself (raw(7)), but after the UDP checksum was made over the header as it was.
 */
function addressOf(interfaceName: string): string {
  return networkInterfaces()[interfaceName]?.find(({ family }) => family === 'IPv4')?.address ?? '0.0.0.0'
}
