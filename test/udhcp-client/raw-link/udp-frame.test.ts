import fc from 'fast-check'
import raw from 'raw-socket'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Checksum, decodeFrame, encodeFrame } from '../../../src/udhcp-client/raw-link/index.ts'

const frames = suite('UDP over IPv4')

/** RFC 1071 section 4.1, as written there. */
const checksum: Checksum = (...parts) => {
  const bytes = Buffer.concat(parts)
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

const DATAGRAM = {
  source: '0.0.0.0',
  sourcePort: 68,
  destination: '255.255.255.255',
  destinationPort: 67,
  payload: Buffer.from('abc'),
}
/** Headers of RFC 791 and RFC 768; checksums worked out by hand. */
const BYTES = '4500001f00000000 4011 7acf 00000000 ffffffff 0044 0043 000b 3aef 616263'.replaceAll(' ', '')

frames('is written byte for byte as RFC 791 and RFC 768 have it', () => {
  assert.is(encodeFrame(DATAGRAM, checksum).toString('hex'), BYTES)
})

frames('is read back', () => {
  assert.equal(decodeFrame(Buffer.from(BYTES, 'hex'), checksum), DATAGRAM)
})

frames("raw-socket's checksum is that of RFC 1071", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 2, maxLength: 99 }),
      fc.uint8Array({ minLength: 1, maxLength: 99 }),
      (first, second) => {
        const even = Buffer.from(first.subarray(0, first.length & ~1))
        assert.is(raw.createChecksum(even, Buffer.from(second)), checksum(even, Buffer.from(second)))
      },
    ),
  )
})

frames('a checksum that comes out as 0 is sent as ffff, for 0 means none', () => {
  const payload = Buffer.from([0x9f, 0x3c + 0xfd])
  const sum = encodeFrame({ ...DATAGRAM, payload }, checksum).readUInt16BE(26)
  payload.writeUInt16BE((payload.readUInt16BE(0) + sum) % 0xffff, 0)
  const bytes = encodeFrame({ ...DATAGRAM, payload }, checksum)
  assert.is(bytes.readUInt16BE(26), 0xffff)
  assert.ok(decodeFrame(bytes, checksum))
})

const changed = (change: (bytes: Buffer) => void) => {
  const bytes = Buffer.from(BYTES, 'hex')
  change(bytes)
  return bytes
}

/** With the IP header's checksum made right again. */
const readdressed = (change: (bytes: Buffer) => void) =>
  changed((bytes) => {
    change(bytes)
    bytes.writeUInt16BE(0, 10)
    bytes.writeUInt16BE(checksum(bytes.subarray(0, 20)), 10)
  })

frames('a datagram without checksum is taken', () => {
  assert.ok(
    decodeFrame(
      changed((bytes) => bytes.writeUInt16BE(0, 26)),
      checksum,
    ),
  )
})

frames('a checksum that was left to the network card (pseudo header only) is taken', () => {
  const pseudo = Buffer.from('00000000ffffffff0011000b', 'hex')
  const unfinished = changed((bytes) => bytes.writeUInt16BE(~checksum(pseudo) & 0xffff, 26))
  assert.ok(decodeFrame(unfinished, checksum))
})

frames('bytes after the datagram are not part of it', () => {
  const padded = Buffer.concat([Buffer.from(BYTES, 'hex'), Buffer.alloc(20, 'x')])
  assert.equal(decodeFrame(padded, checksum)?.payload, Buffer.from('abc'))
})

const REFUSED: [string, Buffer][] = [
  ['a damaged payload', changed((bytes) => bytes.writeUInt8(0x7f, 28))],
  ['a damaged header', changed((bytes) => bytes.writeUInt8(1, 8))],
  ['another protocol', readdressed((bytes) => bytes.writeUInt8(6, 9))],
  ['IPv6', readdressed((bytes) => bytes.writeUInt8(0x65, 0))],
  ['a first fragment', readdressed((bytes) => bytes.writeUInt16BE(0x2000, 6))],
  ['a later fragment', readdressed((bytes) => bytes.writeUInt16BE(1, 6))],
  ['a packet that is cut off', Buffer.from(BYTES, 'hex').subarray(0, 30)],
  ['an IP header longer than the packet', readdressed((bytes) => bytes.writeUInt8(0x4f, 0))],
  ['an IP header under 20 bytes', readdressed((bytes) => bytes.writeUInt8(0x44, 0))],
  ['a UDP length over the packet', changed((bytes) => bytes.writeUInt16BE(12, 24))],
  ['a UDP length under its header', changed((bytes) => bytes.writeUInt16BE(7, 24))],
  ['nothing', Buffer.alloc(0)],
]

for (const [what, bytes] of REFUSED) {
  frames(`${what} is refused`, () => assert.is(decodeFrame(bytes, checksum), null))
}

frames('every datagram comes back as it went in, and no bytes are worse than refused', () => {
  const payload = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes))
  fc.assert(
    fc.property(payload, fc.uint8Array({ maxLength: 60 }), (given, noise) => {
      const datagram = { ...DATAGRAM, source: '192.0.2.1', payload: given }
      assert.equal(decodeFrame(encodeFrame(datagram, checksum), checksum), datagram)
      decodeFrame(Buffer.from(noise), checksum)
    }),
  )
})

frames.run()
