// Sends hostile datagrams out of eth0: from port 0 and from addresses that nobody has, to single addresses, broadcast and
// multicast, of no bytes, of mutated TFTP and DHCP packets, and of noise. Prints how many it has sent.
//     node --import tsx test/support/hostile-sender.ts COUNT SEED ADDRESS...
// To the services of each ADDRESS, or, with none, to those whose TFTP requests it hears, and to DHCP clients.
import { setTimeout as pause } from 'node:timers/promises'
import { openRawLink } from '../../src/udhcp-client/raw-link/index.ts'
import { damagedPackets } from './dhcp-mutation.ts'
import { mutate, xorshift } from './mutate.ts'

const [count = 0, seed = 1] = process.argv.slice(2, 4).map(Number)
const servers = process.argv.slice(4)
const random = xorshift(seed)
const one = <T>(list: readonly T[]): T => list[random() % list.length] as T

/** A datagram from the right address and port would be the server's own; from port 0 none is. */
const SOURCES = [
  '192.0.2.66',
  '192.0.2.255',
  '255.255.255.255',
  '224.0.0.1',
  '0.0.0.0',
  '127.0.0.1',
  '198.51.100.1',
]
const OWN = '192.0.2.1'
const EVERYBODY = ['255.255.255.255', '192.0.2.255', '224.0.0.1']
const SERVICES = [67, 69, 80, 4011]
const CLIENT_PORT = 68

const TFTP = [
  '\0\x01vmlinuz\0octet\0blksize\x0065464\0windowsize\x0065535\0tsize\x000\0',
  '\0\x02new\0octet\0',
  '\0\x03\0\x01data',
  '\0\x04\0\x01',
  '\0\x05\0\x01no\0',
  '\0\x06tsize\x001\0',
].map((text) => Buffer.from(text, 'latin1'))
const dhcp = damagedPackets(seed, '00:16:3e:11:22:33', 0x1234567)

function payload(): Buffer {
  switch (random() % 6) {
    case 0:
      return Buffer.alloc(0)
    case 1:
      return Buffer.from(Array.from({ length: random() % 1400 }, () => random() & 0xff))
    case 2:
      return dhcp.next().value as Buffer
    case 3:
      return Buffer.from(one(TFTP))
    default:
      return mutate(Buffer.from(one(TFTP)), random)
  }
}

/** The last two that asked for a file, by address and port. */
const asking: { address: string; port: number }[] = []
const ears = openRawLink('eth0', 69, ({ source, sourcePort }) => {
  asking.unshift({ address: source, port: sourcePort })
  asking.length = Math.min(asking.length, 2)
})

function target(): { address: string; port: number } {
  if (servers.length > 0) return { address: one([...servers, ...EVERYBODY]), port: one(SERVICES) }
  if (asking.length === 0 || random() % 4 === 0) return { address: one(EVERYBODY), port: CLIENT_PORT }
  return one(asking)
}

const link = openRawLink('eth0', 0, () => {})
// Boots take their time: what comes before their sockets are there reaches nobody.
const restMs = servers.length > 0 ? 5 : 25
while (servers.length === 0 && asking.length === 0) await pause(restMs)
let sent = 0
for (let left = count; left > 0; left -= 1) {
  const { address: destination, port: destinationPort } = target()
  const fromZero = random() % 3 === 0
  const source = fromZero ? one([...SOURCES, OWN]) : one(SOURCES)
  const sourcePort = fromZero ? 0 : one([7, 53, 67, 68, 69, 1024 + (random() % 60_000)])
  link.send({ source, sourcePort, destination, destinationPort, payload: payload() }, () => {
    sent += 1
  })
  if (left % 20 === 0) {
    await pause(restMs)
    console.log(`hostile ${sent}`)
  }
}
await pause(200)
console.log(`hostile ${sent}`)
link.close()
ears.close()
