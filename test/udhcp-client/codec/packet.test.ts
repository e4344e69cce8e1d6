import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ipv4FromNumber, macFromBytes } from '../../../src/addresses.ts'
import {
  type DhcpPacket,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  MalformedPacket,
  OPTIONS,
  readOptions,
  writeOptions,
} from '../../../src/udhcp-client/codec/index.ts'

const packets = suite('DHCP packet')

const DISCOVER: DhcpPacket = {
  ...EMPTY_PACKET,
  op: 'request',
  xid: 0xdeadbeef,
  secs: 3,
  broadcast: true,
  chaddr: '00:16:3e:11:22:33',
  options: writeOptions(OPTIONS, { messageType: 'DISCOVER', parameterRequestList: [1, 3] }),
}

/** RFC 2131 figure 1, field by field. */
const DISCOVER_BYTES = Buffer.concat([
  Buffer.from('01010600 deadbeef 0003 8000 00000000 00000000 00000000 00000000'.replaceAll(' ', ''), 'hex'),
  Buffer.from(`00163e112233${'00'.repeat(10)}`, 'hex'),
  Buffer.alloc(64 + 128),
  Buffer.from('63825363 350101 37020103 ff'.replaceAll(' ', ''), 'hex'),
  Buffer.alloc(52),
])

packets('is written byte for byte as RFC 2131 has it, 300 bytes at least', () => {
  assert.is(encodePacket(DISCOVER).toString('hex'), DISCOVER_BYTES.toString('hex'))
  assert.is(DISCOVER_BYTES.length, 300)
})

packets('is read back', () => {
  assert.equal(decodePacket(DISCOVER_BYTES), DISCOVER)
})

packets('names may fill their fields without a NUL, and longer ones are cut', () => {
  const full = { ...DISCOVER, sname: 's'.repeat(64), file: 'f'.repeat(128) }
  assert.equal(decodePacket(encodePacket(full)), full)
  assert.equal(decodePacket(encodePacket({ ...full, sname: 's'.repeat(99) })), full)
})

function overloaded(which: number, file: string, sname: string): Buffer {
  const packet = { ...DISCOVER, options: writeOptions(OPTIONS, { bootFileName: 'a', overload: which }) }
  const bytes = encodePacket(packet)
  bytes.write(sname, 44, 'latin1')
  bytes.write(file, 108, 'latin1')
  return bytes
}

packets('with option 52, file and sname hold more options, in that order', () => {
  const both = decodePacket(overloaded(3, 'C\x01b\xff', 'C\x01cB\x01x\xff'))
  assert.equal(readOptions(OPTIONS, both.options), { bootFileName: 'abc', overload: 3, tftpServerName: 'x' })
  assert.equal([both.file, both.sname], ['', ''])
})

packets('option 52 says which field: the other is still text', () => {
  const file = decodePacket(overloaded(1, 'C\x01b\xff', 'server'))
  assert.equal([file.file, file.sname, readOptions(OPTIONS, file.options).bootFileName], ['', 'server', 'ab'])
  const sname = decodePacket(overloaded(2, 'pxelinux.0', 'C\x01b\xff'))
  assert.equal(
    [sname.file, sname.sname, readOptions(OPTIONS, sname.options).bootFileName],
    ['pxelinux.0', '', 'ab'],
  )
})

/** What is changed, where, to what. */
const BAD: [string, (bytes: Buffer) => Buffer][] = [
  ['an unknown operation', (bytes) => bytes.fill(3, 0, 1)],
  ['another hardware type', (bytes) => bytes.fill(6, 1, 2)],
  ['another address length', (bytes) => bytes.fill(16, 2, 3)],
  ['another magic number', (bytes) => bytes.fill(0, 236, 237)],
  ['no options at all', (bytes) => bytes.subarray(0, 236)],
  ['an option that is cut off', (bytes) => bytes.subarray(0, 242)],
  ['an option longer than the packet', (bytes) => bytes.fill(200, 241, 242)],
  ['a damaged overloaded field', () => overloaded(1, 'C\xf0', '')],
]

for (const [what, damage] of BAD) {
  packets(`with ${what} is refused`, () => {
    assert.throws(
      () => decodePacket(damage(Buffer.from(DISCOVER_BYTES))),
      (error: unknown) => error instanceof MalformedPacket,
    )
  })
}

const address = fc.integer({ min: 0, max: 0xffffffff }).map(ipv4FromNumber)
const name = (max: number) =>
  fc.uint8Array({ maxLength: max }).map((bytes) => Buffer.from(bytes).toString('latin1').replaceAll('\0', ''))
const rawOptions = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 254 }).filter((code) => code !== OPTIONS.overload.code),
      fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
    ),
    { selector: ([code]) => code },
  )
  .map((entries) => new Map(entries))

packets('every packet comes back as it went in', () => {
  const packet: fc.Arbitrary<DhcpPacket> = fc.record(
    {
      op: fc.constantFrom('request' as const, 'reply' as const),
      hops: fc.integer({ min: 0, max: 255 }),
      xid: fc.integer({ min: 0, max: 0xffffffff }),
      secs: fc.integer({ min: 0, max: 65535 }),
      broadcast: fc.boolean(),
      ciaddr: address,
      yiaddr: address,
      siaddr: address,
      giaddr: address,
      chaddr: fc.uint8Array({ minLength: 6, maxLength: 6 }).map(macFromBytes),
      sname: name(64),
      file: name(128),
      options: rawOptions,
    },
    { noNullPrototype: true },
  )
  fc.assert(fc.property(packet, (given) => assert.equal(decodePacket(encodePacket(given)), given)))
})

packets.run()
