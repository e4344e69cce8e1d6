/** The DHCP packet on the wire (RFC 2131 section 2), pure: bytes in, plain data out, and back. */

import { ipv4FromNumber, ipv4ToNumber, macFromBytes, macToBytes } from '../../addresses.ts'
import { decodeOptionAreas, encodeOptionArea, MalformedPacket, type RawOptions } from './option-area.ts'
import { OPTIONS } from './options.ts'
import { textOf } from './wire-types.ts'

export { MalformedPacket } from './option-area.ts'

/** A DHCP packet. Addresses are dotted quads. */
export interface DhcpPacket {
  op: 'request' | 'reply'
  /** Number of relays that it passed. */
  hops: number
  /** Transaction id, unsigned 32 bits. */
  xid: number
  /** Seconds since the client began. */
  secs: number
  /** The client asks for replies by broadcast. */
  broadcast: boolean
  ciaddr: string
  yiaddr: string
  siaddr: string
  giaddr: string
  /** The client's MAC address, lower case with colons. */
  chaddr: string
  /** Latin-1; empty if it is empty or holds options (52). At most 64 bytes. */
  sname: string
  /** Latin-1; empty if it is empty or holds options (52). At most 128 bytes. */
  file: string
  /** All options by code, those of `file` and `sname` included; readOptions(OPTIONS, ...) gives values. */
  options: RawOptions
}

/** The fields of an empty packet, from which every packet we make starts. */
export const EMPTY_PACKET: Omit<DhcpPacket, 'op' | 'xid' | 'chaddr' | 'options'> = {
  hops: 0,
  secs: 0,
  broadcast: false,
  ciaddr: '0.0.0.0',
  yiaddr: '0.0.0.0',
  siaddr: '0.0.0.0',
  giaddr: '0.0.0.0',
  sname: '',
  file: '',
}

const ETHERNET = 1
const MAC_BYTES = 6
const BROADCAST_FLAG = 0x8000
const MAGIC = 0x63825363
const SNAME = { at: 44, size: 64 }
const FILE = { at: 108, size: 128 }
const MAGIC_AT = 236
const OPTIONS_AT = 240
/** BOOTP's packet size (RFC 951): some servers and relays drop shorter ones. */
const MIN_SIZE = 300

/** `packet` as bytes, padded to 300 at least. Names too long for their field are cut. */
export function encodePacket(packet: DhcpPacket): Buffer {
  const header = Buffer.alloc(OPTIONS_AT)
  header.writeUInt8(packet.op === 'request' ? 1 : 2, 0)
  header.writeUInt8(ETHERNET, 1)
  header.writeUInt8(MAC_BYTES, 2)
  header.writeUInt8(packet.hops, 3)
  header.writeUInt32BE(packet.xid, 4)
  header.writeUInt16BE(packet.secs, 8)
  header.writeUInt16BE(packet.broadcast ? BROADCAST_FLAG : 0, 10)
  header.writeUInt32BE(ipv4ToNumber(packet.ciaddr), 12)
  header.writeUInt32BE(ipv4ToNumber(packet.yiaddr), 16)
  header.writeUInt32BE(ipv4ToNumber(packet.siaddr), 20)
  header.writeUInt32BE(ipv4ToNumber(packet.giaddr), 24)
  macToBytes(packet.chaddr).copy(header, 28)
  header.write(packet.sname, SNAME.at, SNAME.size, 'latin1')
  header.write(packet.file, FILE.at, FILE.size, 'latin1')
  header.writeUInt32BE(MAGIC, MAGIC_AT)
  const bytes = Buffer.concat([header, encodeOptionArea(packet.options)])
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, MIN_SIZE - bytes.length))])
}

/** The packet in `bytes`. Throws MalformedPacket if it is invalid, truncated, or not for an Ethernet client. */
export function decodePacket(bytes: Buffer): DhcpPacket {
  if (bytes.length < OPTIONS_AT) throw new MalformedPacket(`${bytes.length} bytes are too few`)
  const op = bytes.readUInt8(0)
  if (op !== 1 && op !== 2) throw new MalformedPacket(`unknown operation ${op}`)
  if (bytes.readUInt8(1) !== ETHERNET || bytes.readUInt8(2) !== MAC_BYTES)
    throw new MalformedPacket('not for Ethernet')
  if (bytes.readUInt32BE(MAGIC_AT) !== MAGIC) throw new MalformedPacket('wrong magic number')
  const sname = bytes.subarray(SNAME.at, SNAME.at + SNAME.size)
  const file = bytes.subarray(FILE.at, FILE.at + FILE.size)
  const area = bytes.subarray(OPTIONS_AT)
  const overload = decodeOptionAreas(area).get(OPTIONS.overload.code)?.[0] ?? 0
  const fileHoldsOptions = (overload & 1) !== 0
  const snameHoldsOptions = (overload & 2) !== 0
  return {
    op: op === 1 ? 'request' : 'reply',
    hops: bytes.readUInt8(3),
    xid: bytes.readUInt32BE(4),
    secs: bytes.readUInt16BE(8),
    broadcast: (bytes.readUInt16BE(10) & BROADCAST_FLAG) !== 0,
    ciaddr: addressAt(bytes, 12),
    yiaddr: addressAt(bytes, 16),
    siaddr: addressAt(bytes, 20),
    giaddr: addressAt(bytes, 24),
    chaddr: macFromBytes(bytes.subarray(28, 28 + MAC_BYTES)),
    sname: snameHoldsOptions ? '' : textOf(sname),
    file: fileHoldsOptions ? '' : textOf(file),
    // The order of RFC 2131 section 4.1 and RFC 3396 section 5: options, file, sname.
    options: decodeOptionAreas(
      area,
      ...(fileHoldsOptions ? [file] : []),
      ...(snameHoldsOptions ? [sname] : []),
    ),
  }
}

function addressAt(bytes: Buffer, at: number): string {
  return ipv4FromNumber(bytes.readUInt32BE(at))
}
