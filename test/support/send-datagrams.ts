// Datagrams with a source address and port of the test's choice, port 0 too: a raw socket in a namespace sends them.
import { fileURLToPath } from 'node:url'
import type { Datagram } from '../../src/udhcp-client/raw-link/udp-frame.ts'
import type { Namespace } from './network.ts'

/** Sends `payloads` out of eth0 of `place`, and returns when they are on the wire. */
export async function sendFrom(
  place: Namespace,
  from: { source: string; port: number },
  to: { address: string; port: number },
  payloads: readonly Buffer[],
): Promise<void> {
  const own = fileURLToPath(import.meta.url)
  const words = [
    from.source,
    from.port,
    to.address,
    to.port,
    ...payloads.map((bytes) => bytes.toString('hex')),
  ]
  await place.check([process.execPath, '--import', 'tsx', own, ...words.map(String)])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { openRawLink } = await import('../../src/udhcp-client/raw-link/index.ts')
  const [source = '', sourcePort, destination = '', destinationPort, ...payloads] = process.argv.slice(2)
  const link = openRawLink('eth0', 0, () => {})
  const datagram = {
    source,
    sourcePort: Number(sourcePort),
    destination,
    destinationPort: Number(destinationPort),
  }
  for (const hex of payloads) link.send({ ...datagram, payload: Buffer.from(hex, 'hex') } satisfies Datagram)
  // raw-socket sends once the socket can be written to.
  setTimeout(() => {
    link.close()
    if (link.failure() !== null) throw new Error(link.failure() ?? '')
  }, 200)
}
