// A boot server on a hostile network: `SEED FOLDER`. Each DHCP and TFTP answer comes with a mischief by chance; what
// the right server says (192.0.2.1, the right ports and transaction) never names another kernel than FOLDER's, while
// all that says so comes from a wrong port, address or transaction. Prints how many hostile packets it has sent.
import { createSocket, type Socket } from 'node:dgram'
import {
  type DhcpOptions,
  type DhcpPacket,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  type MessageType,
  OPTIONS,
  readOptions,
  writeOptions,
} from '../../src/udhcp-client/codec/index.ts'
import { damagedPackets } from './dhcp-mutation.ts'
import { EVIL, NASTY, SERVER, STRANGER } from './hostile-network.ts'
import { serveHostileTftp } from './hostile-tftp.ts'
import { xorshift } from './mutate.ts'

/** Addresses that no guest can have. */
const ABSURD = ['0.0.0.0', '127.0.0.1', '224.0.0.1', '255.255.255.255', SERVER, '240.0.0.1']

const [seed = '1', folder = '.'] = process.argv.slice(2)
const random = xorshift(Number(seed))
const one = <T>(list: readonly T[]): T => list[random() % list.length] as T
let hostile = 0
const server = createSocket({ type: 'udp4', reuseAddr: true })
const otherPort = createSocket('udp4')

type Mischief = (request: DhcpPacket, reply: (change?: Change) => Buffer, send: Send) => void
type Send = (packet: Buffer, socket?: Socket) => void
interface Change {
  fields?: Partial<DhcpPacket>
  options?: DhcpOptions
}

const evilWay: Change = {
  fields: { siaddr: STRANGER, file: `${EVIL}pxelinux.0` },
  options: { pathPrefix: EVIL },
}

const MISCHIEFS: Record<string, Mischief> = {
  none: () => {},
  garbage(_request, _reply, send) {
    for (let n = 0; n < 100; n += 1)
      send(Buffer.from(Array.from({ length: random() % 600 }, () => random() & 0xff)))
  },
  truncated(_request, reply, send) {
    for (let n = 0; n < 50; n += 1) send(reply().subarray(0, random() % 300))
  },
  mutated({ chaddr, xid }, _reply, send) {
    let left = 100
    for (const packet of damagedPackets(random(), chaddr, one([xid, (xid ^ 1) >>> 0]))) {
      send(packet)
      left -= 1
      if (left === 0) return
    }
  },
  otherTransaction({ xid }, reply, send) {
    for (let n = 0; n < 20; n += 1)
      send(reply({ ...evilWay, fields: { ...evilWay.fields, xid: (xid + 1 + n) >>> 0 } }))
  },
  otherClient(_request, reply, send) {
    send(reply({ ...evilWay, fields: { ...evilWay.fields, chaddr: '00:16:3e:66:66:66' } }))
  },
  otherPort(_request, reply, send) {
    for (let n = 0; n < 5; n += 1) send(reply(evilWay), otherPort)
  },
  flood(_request, reply, send) {
    const noise = reply({ fields: { xid: 1 } })
    for (let n = 0; n < 500; n += 1) send(noise)
  },
  absurdLease(_request, reply, send) {
    send(reply({ fields: { yiaddr: one(ABSURD) } }))
  },
  absurdOptions(_request, reply, send) {
    const routes = Array.from({ length: 20 }, () => ({
      destination: one(ABSURD),
      prefixLength: random() % 33,
      gateway: one(ABSURD),
    }))
    const options = {
      classlessRoutes: routes,
      routers: [one(ABSURD)],
      mtu: one([0, 68, 65535]),
      subnetMask: one(ABSURD),
    }
    send(reply({ options }))
  },
  controlCharacters(_request, reply, send) {
    send(reply({ fields: { sname: NASTY }, options: { domainName: NASTY, configFile: `${NASTY}\r\n` } }))
  },
}

server.on('message', (bytes) => {
  const request = decodePacket(bytes)
  const asked = readOptions(OPTIONS, request.options).messageType
  if (asked !== 'DISCOVER' && asked !== 'REQUEST') return
  const reply = ({ fields = {}, options = {} }: Change = {}) =>
    good(request, asked === 'DISCOVER' ? 'OFFER' : 'ACK', fields, options)
  const mischief = MISCHIEFS[one(Object.keys(MISCHIEFS))]
  mischief?.(request, reply, (packet, socket = server) => {
    hostile += 1
    socket.send(packet, 68, '255.255.255.255')
  })
  server.send(reply(), 68, '255.255.255.255')
})

function good(
  { xid, chaddr }: DhcpPacket,
  messageType: MessageType,
  fields: Partial<DhcpPacket>,
  options: DhcpOptions,
): Buffer {
  const yiaddr = `192.0.2.${100 + Number.parseInt(chaddr.slice(-2), 16)}`
  const said = { messageType, serverId: SERVER, subnetMask: '255.255.255.0', leaseSeconds: 3600, ...options }
  const packet = {
    ...EMPTY_PACKET,
    op: 'reply',
    xid,
    chaddr,
    yiaddr,
    siaddr: SERVER,
    file: 'pxelinux.0',
  } as const
  return encodePacket({ ...packet, options: writeOptions(OPTIONS, said), ...fields })
}

server.bind(67, () => server.setBroadcast(true))
otherPort.bind(6767, () => otherPort.setBroadcast(true))
serveHostileTftp(folder, random, () => {
  hostile += 1
})
setInterval(() => console.log(`hostile ${hostile}`), 100)
