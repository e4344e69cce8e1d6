// Runs mutated packets through all that decodes what a DHCP network sends: frames, packets, options, option 43, boot
// values. Anything but a value or a refusal ends it with the packet in hexadecimal.
//     node --import tsx scripts/fuzz-dhcp.ts [PACKETS [SEED]]
import { pathToFileURL } from 'node:url'
import * as v from 'valibot'
import { Lease } from '../src/lease.ts'
import { bootValues } from '../src/udhcp-client/boot-values.ts'
import { leaseFrom } from '../src/udhcp-client/lease-from.ts'
import { isHostAddress, readReply } from '../src/udhcp-client/messages.ts'
import { unreadableOptions, writeOptions } from '../src/udhcp-client/option-table.ts'
import { OPTIONS } from '../src/udhcp-client/options.ts'
import { EMPTY_PACKET, encodePacket } from '../src/udhcp-client/packet.ts'
import { writePxeOptions } from '../src/udhcp-client/pxe-options.ts'
import { pxeStep } from '../src/udhcp-client/pxe-step.ts'
import { type Checksum, decodeFrame, encodeFrame } from '../src/udhcp-client/udp-frame.ts'

const MAC = '00:16:3e:11:22:33'
const XID = 0x01020304

export interface FuzzCount {
  packets: number
  /** How many were still packets for us. */
  read: number
}

/** Decodes `packets` mutations that follow from `seed`. Throws an Error with the packet that broke a decoder. */
export function fuzzDhcp(packets: number, seed: number): FuzzCount {
  const random = xorshift(seed)
  const seeds = seedPackets()
  let read = 0
  for (let count = 0; count < packets; count += 1) {
    const bytes = mutate(Buffer.from(seeds[random() % seeds.length] ?? []), random)
    try {
      if (decodeAll(bytes)) read += 1
    } catch (cause) {
      throw new Error(`packet ${count} of seed ${seed}: ${bytes.toString('hex')}`, { cause })
    }
  }
  return { packets, read }
}

/** Everything between the socket and the lease; whether it was read as a reply to us. */
function decodeAll(payload: Buffer): boolean {
  decodeFrame(payload, noChecksum)
  const reply = readReply({ payload, source: '192.0.2.1', sourcePort: 67 }, MAC, XID)
  if ('refused' in reply) return false
  unreadableOptions(OPTIONS, reply.packet.options)
  pxeStep(reply, null)
  if (isHostAddress(reply.packet.yiaddr)) v.parse(Lease, leaseFrom(reply, bootValues([reply]), false))
  return true
}

/** Every checksum is right: mutations get further. */
const noChecksum: Checksum = () => 0

/** Valid packets that together hold every option, overloaded fields and split options. */
function seedPackets(): Buffer[] {
  const header = {
    ...EMPTY_PACKET,
    op: 'reply',
    xid: XID,
    chaddr: MAC,
    yiaddr: '192.0.2.91',
    file: 'pxelinux.0',
  } as const
  const all = writeOptions(OPTIONS, {
    messageType: 'OFFER',
    serverId: '192.0.2.1',
    subnetMask: '255.255.255.0',
    routers: ['192.0.2.1'],
    dnsServers: ['192.0.2.53'],
    domainName: 'example.org',
    domainSearch: ['a.example.org', 'b.example.org'],
    classlessRoutes: [{ destination: '10.0.0.0', prefixLength: 8, gateway: '192.0.2.2' }],
    mtu: 1400,
    leaseSeconds: 3600,
    renewSeconds: 1800,
    rebindSeconds: 3150,
    vendorClass: 'PXEClient',
    clientUuid: '00112233-4455-6677-8899-aabbccddeeff',
    tftpServerName: 'boot.example.org',
    bootFileName: 'x'.repeat(300),
    tftpServers: ['192.0.2.7'],
    configFile: 'vm.cfg',
    pathPrefix: '/tftp/',
    vendorOptions: writePxeOptions({
      discoveryControl: 7,
      multicastAddress: '224.0.1.2',
      bootServers: [{ type: 0x8000, addresses: ['192.0.2.20'] }],
      bootMenu: [{ type: 0x8000, text: 'Linux' }],
      menuPrompt: { seconds: 10, text: 'F8' },
      bootItem: { type: 0x8000, layer: 0 },
      configFile: 'a',
      pathPrefix: 'b',
    }),
  })
  const overloaded = encodePacket({
    ...header,
    options: writeOptions(OPTIONS, { messageType: 'ACK', serverId: '192.0.2.1', overload: 3 }),
  })
  overloaded.write('\x42\x04boot\xff', 44, 'latin1')
  overloaded.write('\x43\x0apxelinux.0\xff', 108, 'latin1')
  const full = encodePacket({ ...header, options: all })
  const datagram = {
    source: '192.0.2.1',
    sourcePort: 67,
    destination: '255.255.255.255',
    destinationPort: 68,
  }
  return [full, overloaded, encodeFrame({ ...datagram, payload: full }, noChecksum)]
}

/** A few of: a byte changed, one that is often a limit, a piece cut out, doubled or put elsewhere, the end cut off. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  let mutated = bytes
  for (let changes = 1 + (random() % 6); changes > 0 && mutated.length > 0; changes -= 1) {
    const at = random() % mutated.length
    const piece = mutated.subarray(at, at + 1 + (random() % 16))
    const rest = mutated.subarray(at + piece.length)
    switch (random() % 6) {
      case 0:
      case 1:
        mutated[at] = random() & 0xff
        break
      case 2:
        mutated[at] = [0, 1, 52, 127, 128, 192, 254, 255][random() % 8] ?? 0
        break
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), rest])
        break
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, at), piece, piece, rest])
        break
      case 5:
        if (random() % 4 === 0) mutated = mutated.subarray(0, at)
    }
  }
  return mutated
}

/** Marsaglia's xorshift32: the same packets for the same seed, everywhere. */
function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { packets, read } = fuzzDhcp(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 1))
  console.log(
    `${packets} packets, ${read} of them still replies to us, ${packets - read} refused; none did harm`,
  )
}
