import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRanges } from '../../../src/hosts/index.ts'
import { decide } from '../../../src/server/dhcp/decide.ts'
import { type DhcpServer, PLAIN_HOST } from '../../../src/server/dhcp/model.ts'
import {
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  MalformedPacket,
  OPTIONS,
} from '../../../src/udhcp-client/codec/index.ts'

const fuzz = suite('the DHCP server and damaged messages')

const SERVER: DhcpServer = {
  identifier: '192.0.2.1',
  prefixLength: 24,
  ranges: parseRanges('192.0.2.100-192.0.2.110') ?? [],
  others: PLAIN_HOST,
  hosts: new Map(),
}
const FIRST = { messages: 1, requests: 1 }
const codes = fc.oneof(
  fc.constantFrom(...Object.values(OPTIONS).map(({ code }) => code)),
  fc.integer({ min: 1, max: 254 }),
)
const options = fc.array(
  fc.tuple(
    codes,
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  ),
)
const types = fc.integer({ min: 0, max: 9 })
const address = fc.oneof(fc.constantFrom('0.0.0.0', '192.0.2.3', '192.0.2.105'), fc.ipV4())
const HEADER = encodePacket({
  ...EMPTY_PACKET,
  op: 'request',
  xid: 1,
  chaddr: '00:16:3e:11:22:33',
  options: new Map(),
}).subarray(0, 240)

fuzz('whatever a client sends, an answer can be sent and gives only addresses of the range', () => {
  fc.assert(
    fc.property(types, options, address, address, (type, list, ciaddr, giaddr) => {
      const message = {
        ...EMPTY_PACKET,
        op: 'request' as const,
        xid: 1,
        chaddr: '00:16:3e:11:22:33',
        ciaddr,
        giaddr,
        options: new Map([...list, [53, Buffer.from([type])] as const]),
      }
      const { reply } = decide(message, SERVER, new Map(), FIRST, 0)
      if (reply === null) return
      const { yiaddr } = decodePacket(encodePacket(reply))
      assert.ok(yiaddr === '0.0.0.0' || /^192\.0\.2\.1(0\d|10)$/.test(yiaddr), yiaddr)
    }),
  )
})

fuzz('option bytes that are damaged are told from messages', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        decide(decodePacket(Buffer.concat([HEADER, bytes])), SERVER, new Map(), FIRST, 0)
      } catch (error) {
        assert.ok(error instanceof MalformedPacket)
      }
    }),
  )
})

fuzz.run()
