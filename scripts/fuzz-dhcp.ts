// Runs mutated packets through all that decodes what a DHCP network sends: frames, packets, options, option 43, boot
// values. Anything but a value or a refusal ends it with the packet in hexadecimal.
//     node --import tsx scripts/fuzz-dhcp.ts [PACKETS [SEED]]
import { pathToFileURL } from 'node:url'
import * as v from 'valibot'
import { isHostAddress } from '../src/addresses.ts'
import { Lease } from '../src/lease.ts'
import { bootValues } from '../src/udhcp-client/boot-values.ts'
import { OPTIONS, unreadableOptions } from '../src/udhcp-client/codec/index.ts'
import { leaseFrom } from '../src/udhcp-client/lease-from.ts'
import { readReply } from '../src/udhcp-client/messages.ts'
import { pxeStep } from '../src/udhcp-client/pxe-step.ts'
import { decodeFrame } from '../src/udhcp-client/raw-link/index.ts'
import { damagedPackets, noChecksum } from '../test/support/dhcp-mutation.ts'

const MAC = '00:16:3e:11:22:33'
const XID = 0x01020304

/** How many packets were decoded. */
export interface FuzzCount {
  packets: number
  /** How many were still packets for us. */
  read: number
}

/** Decodes `packets` mutations that follow from `seed`. Throws an Error with the packet that broke a decoder. */
export function fuzzDhcp(packets: number, seed: number): FuzzCount {
  let read = 0
  let count = 0
  for (const bytes of damagedPackets(seed, MAC, XID)) {
    if (count === packets) break
    try {
      if (decodeAll(bytes)) read += 1
    } catch (cause) {
      throw new Error(`packet ${count} of seed ${seed}: ${bytes.toString('hex')}`, { cause })
    }
    count += 1
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { packets, read } = fuzzDhcp(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 1))
  console.log(
    `${packets} packets, ${read} of them still replies to us, ${packets - read} refused; none did harm`,
  )
}
