/** DHCP's port 67 on one interface and no other. Needs CAP_NET_RAW. */

import { createSocket } from 'node:dgram'
import { openRawLink } from '../../udhcp-client/raw-link/index.ts'
import { cannotListen } from '../service.ts'

export interface DhcpLink {
  send(payload: Buffer, source: string, to: { address: string; port: number }): void
  onMessage(listener: (payload: Buffer) => void): void
  close(): Promise<void>
}

const SERVER_PORT = 67

/** Throws E_PERMISSION without the right to raw sockets, E_NETWORK where a DHCP server has the port. */
export async function openDhcpLink(interfaceName: string, address: string): Promise<DhcpLink> {
  let listener: (payload: Buffer) => void = () => {}
  // Nothing is read from this one: it makes the port known as served, and finds other servers on this host.
  const port = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    port.once('error', (error) => reject(cannotListen('DHCP', address, SERVER_PORT, error)))
    port.bind({ address, port: SERVER_PORT, exclusive: true }, resolve)
  })
  // Bound, it is of no further use: an error of it must not end the server.
  port.on('error', () => {})
  try {
    const link = openRawLink(interfaceName, SERVER_PORT, ({ payload }) => listener(payload))
    return {
      send(payload, source, { address: destination, port: destinationPort }) {
        link.send({ source, sourcePort: SERVER_PORT, destination, destinationPort, payload })
      },
      onMessage(newListener) {
        listener = newListener
      },
      async close() {
        link.close()
        await closed()
      },
    }
  } catch (error) {
    await closed()
    throw error
  }

  function closed(): Promise<void> {
    return new Promise((resolve) => port.close(() => resolve()))
  }
}
