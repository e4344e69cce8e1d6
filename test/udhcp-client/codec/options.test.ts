import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ipv4FromNumber, ipv4ToNumber, netmaskOf } from '../../../src/addresses.ts'
import {
  type DhcpOptions,
  decodeOptionAreas,
  encodeOptionArea,
  MalformedPacket,
  MESSAGE_TYPES,
  OPTIONS,
  readOptions,
  unreadableOptions,
  writeOptions,
} from '../../../src/udhcp-client/codec/index.ts'

const options = suite('DHCP options')

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Option, value, its bytes in hex: written so and read so. */
const WIRE: [DhcpOptions, string][] = [
  [{ subnetMask: '255.255.255.0' }, 'ffffff00'],
  [{ routers: ['192.0.2.1', '192.0.2.2'] }, 'c0000201 c0000202'],
  [{ dnsServers: ['192.0.2.53'] }, 'c0000235'],
  [{ hostName: 'vm1' }, '766d31'],
  [{ domainName: 'example.org' }, '6578616d706c652e6f7267'],
  [{ rootPath: '/srv' }, '2f737276'],
  [{ mtu: 9000 }, '2328'],
  [{ broadcastAddress: '192.0.2.255' }, 'c00002ff'],
  [{ vendorOptions: hex('06010f ff') }, '06010f ff'],
  [{ requestedAddress: '192.0.2.91' }, 'c000025b'],
  [{ leaseSeconds: 0xffffffff }, 'ffffffff'],
  [{ overload: 3 }, '03'],
  [{ messageType: 'DISCOVER' }, '01'],
  [{ messageType: 'INFORM' }, '08'],
  [{ serverId: '192.0.2.1' }, 'c0000201'],
  [{ parameterRequestList: [1, 3, 211] }, '0103d3'],
  [{ message: 'no' }, '6e6f'],
  [{ maxMessageSize: 1472 }, '05c0'],
  [{ renewSeconds: 1800 }, '00000708'],
  [{ rebindSeconds: 3150 }, '00000c4e'],
  [{ vendorClass: 'PXEClient' }, '505845436c69656e74'],
  [{ clientId: hex('01 0216aabbccdd') }, '01 0216aabbccdd'],
  [{ tftpServerName: 'boot' }, '626f6f74'],
  [{ bootFileName: 'pxelinux.0' }, '7078656c696e75782e30'],
  [{ userClass: 'iPXE' }, '69505845'],
  [{ relayAgent: hex('0104 00000001') }, '0104 00000001'],
  [{ architectures: [0, 7] }, '0000 0007'],
  [{ interfaceVersion: [1, 2, 1] }, '010201'],
  [{ clientUuid: '00112233-4455-6677-8899-aabbccddeeff' }, '00 00112233445566778899aabbccddeeff'],
  [{ domainSearch: ['a.example', 'b.example'] }, '0161 076578616d706c65 00 0162 076578616d706c65 00'],
  [
    {
      classlessRoutes: [
        { destination: '0.0.0.0', prefixLength: 0, gateway: '192.0.2.1' },
        { destination: '10.17.0.0', prefixLength: 16, gateway: '192.0.2.2' },
        { destination: '10.0.0.128', prefixLength: 25, gateway: '0.0.0.0' },
      ],
    },
    '00 c0000201  10 0a11 c0000202  19 0a000080 00000000',
  ],
  [{ tftpServers: ['192.0.2.9'] }, 'c0000209'],
  [{ ipxe: hex('b00100') }, 'b00100'],
  [{ pxelinuxMagic: hex('f100747e') }, 'f100747e'],
  [{ configFile: 'cfg/vm' }, '6366672f766d'],
  [{ pathPrefix: '/tftp/' }, '2f746674702f'],
  [{ rebootSeconds: 30 }, '0000001e'],
]

for (const [values, bytes] of WIRE) {
  options(`${JSON.stringify(values)} is ${bytes} on the wire`, () => {
    const raw = writeOptions(OPTIONS, values)
    assert.equal(Array.from(raw.values(), String), [String(hex(bytes))])
    assert.equal(readOptions(OPTIONS, raw), values)
  })
}

options('each row of the table is shown above', () => {
  const shown = new Set(WIRE.flatMap(([values]) => Object.keys(values)))
  assert.equal(
    Object.keys(OPTIONS).filter((name) => !shown.has(name)),
    [],
  )
})

/** Option, bytes that hold no value of its type. */
const UNREADABLE: [keyof typeof OPTIONS, string][] = [
  ['subnetMask', 'ffffff'],
  ['routers', ''],
  ['routers', 'c00002010a'],
  ['mtu', '05'],
  ['messageType', '00'],
  ['messageType', '63'],
  ['clientUuid', '01 00112233445566778899aabbccddeeff'],
  ['clientUuid', '00 0011'],
  ['domainSearch', '0161'],
  ['domainSearch', 'c000'],
  ['domainSearch', '0161 c000'],
  ['domainSearch', '0161 c0'],
  ['domainSearch', '00'],
  ['domainSearch', `40${'61'.repeat(64)}00`],
  ['classlessRoutes', '21 0a000000 c0000201'],
  ['classlessRoutes', '18 0a0000 c00002'],
  ['classlessRoutes', ''],
]

for (const [name, bytes] of UNREADABLE) {
  options(`${name} of "${bytes}" counts as absent, and is named`, () => {
    const raw = new Map([[OPTIONS[name].code, hex(bytes)]])
    assert.equal(readOptions(OPTIONS, raw), {})
    assert.equal(unreadableOptions(OPTIONS, raw), [OPTIONS[name].code])
  })
}

options('text is cut at its first NUL, and may be empty', () => {
  const raw = new Map([
    [67, Buffer.from('pxelinux.0\0junk')],
    [210, Buffer.alloc(0)],
  ])
  assert.equal(readOptions(OPTIONS, raw), { bootFileName: 'pxelinux.0', pathPrefix: '' })
})

options('a domain name may point back to an earlier one (RFC 1035 section 4.1.4)', () => {
  const raw = new Map([[119, hex('0161 076578616d706c65 00 0162 c002')]])
  assert.equal(readOptions(OPTIONS, raw).domainSearch, ['a.example', 'b.example'])
})

options('bits of a route outside its prefix are dropped', () => {
  const raw = new Map([[121, hex('09 0aff c0000201')]])
  assert.equal(readOptions(OPTIONS, raw).classlessRoutes?.[0]?.destination, '10.128.0.0')
})

options('an option that comes twice is one value (RFC 3396); of a fixed size, the first counts', () => {
  const raw = decodeOptionAreas(hex('43 02 6162 00 36 04 c0000201 43 01 63 36 04 c0000202 ff'))
  assert.equal(readOptions(OPTIONS, raw), { serverId: '192.0.2.1', bootFileName: 'abc' })
})

options('a value over 255 bytes is split and joined again', () => {
  const raw = new Map([[67, Buffer.alloc(600, 'x')]])
  const area = encodeOptionArea(raw)
  assert.equal([area[1], area[258], area[515]], [255, 255, 90])
  assert.equal(decodeOptionAreas(area), raw)
})

options('padding, no END, and bytes after END are all right', () => {
  assert.equal(decodeOptionAreas(hex('0000 0c 01 61')).get(12), Buffer.from('a'))
  assert.equal(decodeOptionAreas(hex('0c 01 61 ff 0c 09')).get(12), Buffer.from('a'))
  assert.equal(decodeOptionAreas(hex('0c 00 ff')).get(12), Buffer.alloc(0))
})

options('an option that is longer than its area is refused', () => {
  for (const area of ['0c', '0c 05 61', '35 01 01 0c ff']) {
    assert.throws(
      () => decodeOptionAreas(hex(area)),
      (error: unknown) => error instanceof MalformedPacket,
    )
  }
})

const address = fc.integer({ min: 0, max: 0xffffffff }).map(ipv4FromNumber)
const octets = (max: number, min = 0) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => Buffer.from(bytes))
const latin1 = octets(400).map((bytes) => bytes.toString('latin1').replaceAll('\0', ''))
const label = octets(63, 1).map((bytes) => bytes.toString('latin1').replaceAll('.', '-'))
const route = fc
  .record({ destination: address, prefixLength: fc.integer({ min: 0, max: 32 }), gateway: address })
  .map(({ destination, ...rest }) => ({
    destination: ipv4FromNumber(
      (ipv4ToNumber(destination) & ipv4ToNumber(netmaskOf(rest.prefixLength))) >>> 0,
    ),
    ...rest,
  }))
const seconds = fc.integer({ min: 0, max: 0xffffffff })

options('every value comes back as it went in', () => {
  const values = fc.record(
    {
      subnetMask: address,
      routers: fc.array(address, { minLength: 1, maxLength: 80 }),
      mtu: fc.integer({ min: 0, max: 65535 }),
      vendorOptions: octets(600),
      messageType: fc.constantFrom(...MESSAGE_TYPES),
      clientId: octets(300),
      leaseSeconds: seconds,
      bootFileName: latin1,
      architectures: fc.array(fc.integer({ min: 0, max: 65535 }), { minLength: 1 }),
      clientUuid: fc.uuid(),
      domainSearch: fc.array(
        fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
        { minLength: 1, maxLength: 5 },
      ),
      classlessRoutes: fc.array(route, { minLength: 1 }),
      pathPrefix: latin1,
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  fc.assert(
    fc.property(values, (given) => {
      const area = encodeOptionArea(writeOptions(OPTIONS, given))
      assert.equal(readOptions(OPTIONS, decodeOptionAreas(area)), given)
    }),
  )
})

options('any bytes are options or are refused, never worse', () => {
  fc.assert(
    fc.property(octets(600), (bytes) => {
      try {
        readOptions(OPTIONS, decodeOptionAreas(bytes))
      } catch (error) {
        assert.instance(error, MalformedPacket)
      }
    }),
    { numRuns: 2000 },
  )
})

options.run()
