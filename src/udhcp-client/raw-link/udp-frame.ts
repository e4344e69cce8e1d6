/**
 * UDP over IPv4 as bytes, headers included (RFC 768, RFC 791), pure. The checksum function (RFC 1071) comes from
 * outside: raw-socket's own where there is a socket.
 */

import { ipv4FromNumber, ipv4ToNumber } from '../../addresses.ts'

/** The Internet checksum over the parts, as if they were one buffer; all but the last have an even length. */
export type Checksum = (...parts: Buffer[]) => number

/** A UDP datagram. Addresses are dotted quads. */
export interface Datagram {
  source: string
  sourcePort: number
  destination: string
  destinationPort: number
  payload: Buffer
}

const UDP = 17
const IP_HEADER = 20
const UDP_HEADER = 8
const TTL = 64
const MORE_FRAGMENTS_OR_OFFSET = 0x3fff

/** The IPv4 packet that carries `datagram`. */
export function encodeFrame(datagram: Datagram, checksum: Checksum): Buffer {
  const udp = Buffer.alloc(UDP_HEADER + datagram.payload.length)
  udp.writeUInt16BE(datagram.sourcePort, 0)
  udp.writeUInt16BE(datagram.destinationPort, 2)
  udp.writeUInt16BE(udp.length, 4)
  datagram.payload.copy(udp, UDP_HEADER)
  const ip = Buffer.alloc(IP_HEADER)
  ip.writeUInt8(0x45, 0)
  ip.writeUInt16BE(IP_HEADER + udp.length, 2)
  ip.writeUInt8(TTL, 8)
  ip.writeUInt8(UDP, 9)
  ip.writeUInt32BE(ipv4ToNumber(datagram.source), 12)
  ip.writeUInt32BE(ipv4ToNumber(datagram.destination), 16)
  ip.writeUInt16BE(checksum(ip), 10)
  // Zero would mean "no checksum": all ones is sent instead (RFC 768).
  udp.writeUInt16BE(checksum(pseudoHeader(ip, udp.length), udp) || 0xffff, 6)
  return Buffer.concat([ip, udp])
}

/** The datagram in an IPv4 packet; null if it is not UDP, is cut off, is a fragment, or its checksums are wrong. */
export function decodeFrame(packet: Buffer, checksum: Checksum): Datagram | null {
  if (packet.length < IP_HEADER || packet.readUInt8(0) >> 4 !== 4) return null
  const headerLength = (packet.readUInt8(0) & 0x0f) * 4
  const totalLength = packet.readUInt16BE(2)
  if (headerLength < IP_HEADER || totalLength < headerLength + UDP_HEADER || totalLength > packet.length)
    return null
  if (packet.readUInt8(9) !== UDP || (packet.readUInt16BE(6) & MORE_FRAGMENTS_OR_OFFSET) !== 0) return null
  const ip = packet.subarray(0, headerLength)
  if (checksum(ip) !== 0) return null
  const udpLength = packet.readUInt16BE(headerLength + 4)
  if (udpLength < UDP_HEADER || udpLength > totalLength - headerLength) return null
  const udp = packet.subarray(headerLength, headerLength + udpLength)
  if (!isIntact(ip, udp, checksum)) return null
  return {
    source: ipv4FromNumber(ip.readUInt32BE(12)),
    sourcePort: udp.readUInt16BE(0),
    destination: ipv4FromNumber(ip.readUInt32BE(16)),
    destinationPort: udp.readUInt16BE(2),
    payload: udp.subarray(UDP_HEADER),
  }
}

/**
 * Whether the UDP checksum is right, absent (0), or unfinished: a sender on this host leaves it to a network card,
 * which a bridge or veth does not have, and the field then holds the sum over the pseudo header alone.
 */
function isIntact(ip: Buffer, udp: Buffer, checksum: Checksum): boolean {
  const sent = udp.readUInt16BE(6)
  const pseudo = pseudoHeader(ip, udp.length)
  return sent === 0 || checksum(pseudo, udp) === 0 || sent === (~checksum(pseudo) & 0xffff)
}

function pseudoHeader(ip: Buffer, udpLength: number): Buffer {
  const pseudo = Buffer.alloc(12)
  ip.copy(pseudo, 0, 12, 20)
  pseudo.writeUInt8(UDP, 9)
  pseudo.writeUInt16BE(udpLength, 10)
  return pseudo
}
