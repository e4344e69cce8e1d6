import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { negotiate, requestOptions } from '../../../src/tftp-fetch/tftp/options.ts'
import { decodePacket, encodeAck, encodeError, encodeRequest } from '../../../src/tftp-fetch/tftp/packet.ts'

const packets = suite('TFTP packets')

const hex = (bytes: Buffer): string => bytes.toString('latin1')

packets('are written as RFC 1350 and RFC 2347 have them', () => {
  assert.is(hex(encodeRequest('a/b')), '\0\x01a/b\0octet\0')
  assert.is(
    hex(
      encodeRequest('caf\xe9', [
        ['tsize', '0'],
        ['blksize', '1468'],
      ]),
    ),
    '\0\x01caf\xe9\0octet\0tsize\x000\0blksize\x001468\0',
  )
  assert.is(hex(encodeAck(0)), '\0\x04\0\0')
  assert.is(hex(encodeAck(0xfffe)), '\0\x04\xff\xfe')
  assert.is(hex(encodeError(5, 'unknown')), '\0\x05\0\x05unknown\0')
})

packets('are read as RFC 1350 and RFC 2347 have them', () => {
  const read = (text: string) => decodePacket(Buffer.from(text, 'latin1'))
  assert.equal(read('\0\x03\x01\x02data'), { kind: 'data', block: 258, payload: Buffer.from('data') })
  assert.equal(read('\0\x03\0\x01'), { kind: 'data', block: 1, payload: Buffer.alloc(0) })
  assert.equal(read('\0\x05\0\x01File not found\0'), { kind: 'error', code: 1, message: 'File not found' })
  assert.equal(read('\0\x05\0\x01a\x1b[31m\r\nb'), { kind: 'error', code: 1, message: 'a [31m b' })
  assert.equal(read('\0\x06TSIZE\x00123\0blksize\x008\0'), {
    kind: 'oack',
    options: new Map([
      ['tsize', '123'],
      ['blksize', '8'],
    ]),
  })
  assert.equal(read('\0\x06'), { kind: 'oack', options: new Map() })
})

for (const text of [
  '',
  '\0',
  '\0\x03',
  '\0\x03\0',
  '\0\x04\0\x01',
  '\0\x01a\0octet\0',
  '\x01\x03\0\x01x',
  '\0\x06a\0',
  '\0\x06a\x001',
  '\0\x06a\x001\0a\x002\0',
]) {
  packets(`that no server sends are nothing: ${JSON.stringify(text)}`, () =>
    assert.is(decodePacket(Buffer.from(text, 'latin1')), null),
  )
}

packets('of any bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const packet = decodePacket(Buffer.from(bytes))
      assert.ok(packet === null || ['data', 'error', 'oack'].includes(packet.kind))
    }),
  )
})

const requested = { blockSize: 1468, windowSize: 64, utimeout: null }

packets('ask for what is wished', () => {
  assert.equal(requestOptions(requested), [
    ['tsize', '0'],
    ['blksize', '1468'],
    ['windowsize', '64'],
  ])
  assert.equal(requestOptions({ blockSize: 65464, windowSize: 1, utimeout: 100_000 }), [
    ['tsize', '0'],
    ['blksize', '65464'],
    ['utimeout', '100000'],
  ])
})

packets('accept what was requested or less', () => {
  const plain = { blockSize: 512, windowSize: 1, totalBytes: null, hasOptions: true }
  assert.equal(negotiate(requested, new Map()), plain)
  assert.equal(
    negotiate(
      requested,
      new Map([
        ['blksize', '1408'],
        ['windowsize', '4'],
      ]),
    ),
    { ...plain, blockSize: 1408, windowSize: 4 },
  )
  assert.equal(negotiate(requested, new Map([['tsize', '5000000000']])), {
    ...plain,
    totalBytes: 5_000_000_000,
  })
  assert.equal(negotiate(requested, new Map([['tsize', '0']])), plain)
})

const lies: [string, string][] = [
  ['blksize', '1469'],
  ['blksize', '7'],
  ['blksize', ''],
  ['windowsize', '65'],
  ['windowsize', '0'],
  ['windowsize', '-1'],
  ['tsize', '1e3'],
  ['tsize', '99999999999999999999'],
  ['utimeout', '100000'],
  ['__proto__', '1'],
]
for (const [name, value] of lies) {
  packets(`do not agree to ${name}=${value}`, () =>
    assert.type(negotiate(requested, new Map([[name, value]])), 'string'),
  )
}

packets.run()
