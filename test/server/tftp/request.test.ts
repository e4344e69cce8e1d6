import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeRequest, encodeError } from '../../../src/server/tftp/request.ts'

const requests = suite('TFTP requests')

const packet = (opcode: number, ...words: string[]) =>
  Buffer.concat([Buffer.from([0, opcode]), Buffer.from(words.map((word) => `${word}\0`).join(''), 'latin1')])

const optionsOf = (...words: string[]) =>
  Object.fromEntries(decodeRequest(packet(1, 'x', 'octet', ...words))?.options ?? [])

requests('has name, mode and options, whatever their case', () => {
  assert.equal(decodeRequest(packet(1, 'a/\xe4', 'OCTET', 'BlkSize', '1408')), {
    kind: 'read',
    name: 'a/\xe4',
    mode: 'octet',
    options: new Map([['blksize', 1408]]),
  })
  assert.is(decodeRequest(packet(2, 'x', 'octet'))?.kind, 'write')
})

const OPTIONS: [string, string[], Record<string, number>][] = [
  [
    'known ones',
    ['blksize', '8', 'tsize', '0', 'windowsize', '65535'],
    { blksize: 8, tsize: 0, windowsize: 65535 },
  ],
  ['nothing out of bounds', ['blksize', '7', 'windowsize', '0', 'tsize', '1'], {}],
  ['nothing but numbers', ['blksize', '1e3', 'windowsize', '-1', 'tsize', ''], {}],
  ['nothing unknown', ['constructor', '1', '__proto__', '1', 'multicast', ''], {}],
  ['nothing cut off', ['blksize'], {}],
]
for (const [name, words, expected] of OPTIONS) {
  requests(`of the options takes ${name}`, () => {
    assert.equal(optionsOf(...words), expected)
  })
}

const MALFORMED: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0])],
  ['no mode', packet(1, 'x')],
  ['an empty name', packet(1, '', 'octet')],
  ['no end', packet(1, 'x', 'octet').subarray(0, -1)],
  ['an ACK', Buffer.from([0, 4, 0, 1])],
  ['over 512 bytes', packet(1, 'x'.repeat(600), 'octet')],
]
for (const [name, bytes] of MALFORMED) {
  requests(`is not ${name}`, () => {
    assert.is(decodeRequest(bytes), null)
  })
}

requests('never throws and never takes an option out of bounds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(1, 2), (bytes, opcode) => {
      const request = decodeRequest(Buffer.concat([Buffer.from([0, opcode]), bytes]))
      if (request === null) return
      assert.ok(request.name.length > 0)
      for (const value of request.options.values()) assert.ok(Number.isInteger(value) && value <= 65535)
    }),
  )
})

requests('an error is code and text', () => {
  assert.is(encodeError(1, 'File not found').toString('latin1'), '\0\x05\0\x01File not found\0')
})

requests.run()
