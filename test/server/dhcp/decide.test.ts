import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRanges } from '../../../src/hosts/index.ts'
import { type Decision, decide } from '../../../src/server/dhcp/decide.ts'
import {
  type DhcpServer,
  type Heard,
  type Held,
  type HostSettings,
  NO_FAULTS,
  PLAIN_HOST,
} from '../../../src/server/dhcp/model.ts'
import { destinationOf } from '../../../src/server/dhcp/reply.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  OPTIONS,
  readOptions,
  writeOptions,
} from '../../../src/udhcp-client/codec/index.ts'

const decisions = suite('what the DHCP server decides')

const MAC = '00:16:3e:11:22:33'
const OTHER = '00:16:3e:44:55:66'
const NOW = 1_000_000
const FIRST: Heard = { messages: 1, requests: 1 }

function server(
  others: Partial<HostSettings> = {},
  hosts: Record<string, Partial<HostSettings>> = {},
): DhcpServer {
  return {
    identifier: '192.0.2.1',
    prefixLength: 24,
    ranges: parseRanges('192.0.2.100-192.0.2.101') ?? [],
    others: { ...PLAIN_HOST, ...others },
    hosts: new Map(Object.entries(hosts).map(([mac, host]) => [mac, { ...PLAIN_HOST, ...others, ...host }])),
  }
}

function message(options: DhcpOptions, header: Partial<DhcpPacket> = {}): DhcpPacket {
  return {
    ...EMPTY_PACKET,
    op: 'request',
    xid: 7,
    chaddr: MAC,
    ...header,
    options: writeOptions(OPTIONS, options),
  }
}

const DISCOVER = message({ messageType: 'DISCOVER' })
const request = (requestedAddress: string, serverId = '192.0.2.1') =>
  message({ messageType: 'REQUEST', requestedAddress, serverId })

function ask(
  asked: DhcpPacket,
  of: DhcpServer = server(),
  leases: Record<string, Held> = {},
  heard: Heard = FIRST,
): Decision & { says: string | null } {
  const decision = decide(asked, of, new Map(Object.entries(leases)), heard, NOW)
  const { reply } = decision
  const says = reply === null ? decision.reason : `${optionsOf(reply).messageType} ${reply.yiaddr}`
  return { ...decision, says }
}

function replyTo(asked: DhcpPacket, of: DhcpServer): DhcpPacket {
  const { reply } = ask(asked, of)
  if (reply === null) throw new Error('no answer')
  return decodePacket(encodePacket(reply))
}

function optionsOf(packet: DhcpPacket): DhcpOptions {
  return readOptions(OPTIONS, packet.options)
}

decisions('offers the first free address and keeps it for a minute', () => {
  const { says, hold } = ask(DISCOVER)
  assert.is(says, 'OFFER 192.0.2.100')
  assert.equal(hold, { address: '192.0.2.100', mac: MAC, until: NOW + 60_000 })
})

const OFFERS: [string, Record<string, Held>, DhcpOptions, string][] = [
  [
    'passes over what another client holds',
    { '192.0.2.100': { mac: OTHER, until: NOW + 1 } },
    {},
    'OFFER 192.0.2.101',
  ],
  [
    'offers what nobody had before what another client had',
    { '192.0.2.100': { mac: OTHER, until: NOW } },
    {},
    'OFFER 192.0.2.101',
  ],
  [
    'offers what has been free the longest where every address had a client',
    { '192.0.2.100': { mac: OTHER, until: NOW }, '192.0.2.101': { mac: OTHER, until: NOW - 1 } },
    {},
    'OFFER 192.0.2.101',
  ],
  ['offers what the client had', { '192.0.2.101': { mac: MAC, until: 0 } }, {}, 'OFFER 192.0.2.101'],
  ['offers what the client asks for', {}, { requestedAddress: '192.0.2.101' }, 'OFFER 192.0.2.101'],
  ['offers nothing outside the range', {}, { requestedAddress: '192.0.2.5' }, 'OFFER 192.0.2.100'],
  [
    'is silent when the range is used up',
    { '192.0.2.100': { mac: OTHER, until: NOW + 1 }, '192.0.2.101': { mac: null, until: NOW + 1 } },
    {},
    'no address is free',
  ],
]
for (const [name, leases, options, expected] of OFFERS) {
  decisions(name, () => {
    assert.is(ask(message({ messageType: 'DISCOVER', ...options }), server(), leases).says, expected)
  })
}

const UNTRIED: [string, boolean, DhcpServer, Record<string, Held>][] = [
  ['nobody had', true, server(), {}],
  ['it had until now', true, server(), { '192.0.2.100': { mac: MAC, until: NOW } }],
  ['it has', false, server(), { '192.0.2.100': { mac: MAC, until: NOW + 1 } }],
  ['is reserved for it', false, server({}, { [MAC]: { address: '192.0.2.5' } }), {}],
]
for (const [name, isUntried, of, leases] of UNTRIED) {
  decisions(`${isUntried ? 'probes' : 'does not probe'} for an address that ${name}`, () => {
    const decision = ask(DISCOVER, of, leases)
    assert.is('isUntried' in decision && decision.isUntried, isUntried)
  })
}

decisions('gives a reserved address to its owner alone', () => {
  const reserved = server({}, { [OTHER]: { address: '192.0.2.100' } })
  assert.is(ask(DISCOVER, reserved).says, 'OFFER 192.0.2.101')
  assert.is(ask({ ...DISCOVER, chaddr: OTHER }, reserved).says, 'OFFER 192.0.2.100')
})

decisions('gives a lease for the address that it offered', () => {
  const { says, hold } = ask(request('192.0.2.100'))
  assert.is(says, 'ACK 192.0.2.100')
  assert.equal(hold, { address: '192.0.2.100', mac: MAC, until: NOW + 3_600_000 })
})

const REFUSED: [string, DhcpPacket][] = [
  ['an address of another network', request('198.51.100.7')],
  ['an address that another client holds', request('192.0.2.101')],
  [
    'a renewal of an address that it has not given',
    message({ messageType: 'REQUEST' }, { ciaddr: '192.0.2.9' }),
  ],
]
for (const [name, asked] of REFUSED) {
  decisions(`answers a request for ${name} by a NAK to all`, () => {
    const { says, reply } = ask(asked, server(), { '192.0.2.101': { mac: OTHER, until: NOW + 1 } })
    assert.is(says, 'NAK 0.0.0.0')
    assert.equal(reply && destinationOf(reply), { address: '255.255.255.255', port: 68 })
  })
}

decisions('renews by unicast to the address that is in use', () => {
  const renewal = message({ messageType: 'REQUEST' }, { ciaddr: '192.0.2.100' })
  const { says, reply } = ask(renewal, server(), { '192.0.2.100': { mac: MAC, until: NOW + 1 } })
  assert.is(says, 'ACK 192.0.2.100')
  assert.equal(reply && destinationOf(reply), { address: '192.0.2.100', port: 68 })
})

decisions('answers a relayed message to the relay', () => {
  const { reply } = ask({ ...DISCOVER, giaddr: '192.0.2.3' })
  assert.equal(reply && destinationOf(reply), { address: '192.0.2.3', port: 67 })
})

decisions('has a NAK passed on by the relay as a broadcast', () => {
  const { reply } = ask({ ...request('198.51.100.7'), giaddr: '192.0.2.3' })
  assert.ok(reply?.broadcast)
  assert.equal(reply && destinationOf(reply), { address: '192.0.2.3', port: 67 })
})

decisions('has no addresses for clients of a relay on another network', () => {
  assert.is(ask({ ...DISCOVER, giaddr: '198.51.100.1' }).says, 'relayed from another network')
})

decisions('takes its offer back when the client chooses another server', () => {
  const { says, hold } = ask(request('192.0.2.9', '192.0.2.2'), server(), {
    '192.0.2.100': { mac: MAC, until: NOW },
  })
  assert.is(says, 'the client chose 192.0.2.2')
  assert.equal(hold, { address: '192.0.2.100', mac: MAC, until: NOW })
})

decisions('a client that gives its address back finds it again', () => {
  const held = { '192.0.2.101': { mac: MAC, until: NOW + 1000 } }
  const { hold } = ask(message({ messageType: 'RELEASE' }), server(), held)
  assert.equal(hold, { address: '192.0.2.101', mac: MAC, until: NOW })
  assert.is(ask(DISCOVER, server(), { '192.0.2.101': { mac: MAC, until: NOW } }).says, 'OFFER 192.0.2.101')
})

decisions('a client that only asks keeps the lease that it has', () => {
  const held = { '192.0.2.100': { mac: MAC, until: NOW + 3_600_000 } }
  assert.is(ask(DISCOVER, server(), held).hold?.until, NOW + 3_600_000)
})

decisions('keeps a declined address out of use, but only its holder can decline it', () => {
  const decline = message({ messageType: 'DECLINE', requestedAddress: '192.0.2.100' })
  const held = { '192.0.2.100': { mac: MAC, until: NOW } }
  assert.equal(ask(decline, server(), held).hold, { address: '192.0.2.100', mac: null, until: NOW + 600_000 })
  assert.is(ask({ ...decline, chaddr: OTHER }, server(), held).hold, undefined)
})

decisions('tells INFORM what it asks without a lease', () => {
  const { reply } = ask(message({ messageType: 'INFORM' }, { ciaddr: '192.0.2.9' }))
  assert.is(reply?.yiaddr, '0.0.0.0')
  assert.is(reply && optionsOf(reply).leaseSeconds, undefined)
})

decisions('tells INFORM nothing that would leave the network', () => {
  assert.is(ask(message({ messageType: 'INFORM' }, { ciaddr: '198.51.100.7' })).says, 'not from this network')
})

const BOOT_FILES = new Map<'ipxe' | number, string>([
  ['ipxe', 'boot.ipxe'],
  [7, 'grubx64.efi'],
  [16, 'http/grubx64.efi'],
])
const CLIENTS: [string, DhcpOptions, string, string | undefined][] = [
  ['a BIOS', { vendorClass: 'PXEClient:Arch:00000', architectures: [0] }, 'pxelinux.0', undefined],
  ['UEFI', { vendorClass: 'PXEClient:Arch:00007', architectures: [7] }, 'grubx64.efi', undefined],
  ['a client that is not firmware', {}, 'pxelinux.0', undefined],
  ['iPXE by its user class', { userClass: 'iPXE', architectures: [7] }, 'boot.ipxe', undefined],
  ['iPXE by option 175', { ipxe: Buffer.of(0x13, 1, 1), architectures: [0] }, 'boot.ipxe', undefined],
  [
    'UEFI by HTTP',
    { vendorClass: 'HTTPClient:Arch:00016', architectures: [16] },
    'http://192.0.2.1/http/grubx64.efi',
    'HTTPClient',
  ],
]
for (const [client, options, file, vendorClass] of CLIENTS) {
  decisions(`${client} gets the boot file ${file}`, () => {
    const reply = replyTo(message({ messageType: 'DISCOVER', ...options }), server({ bootFiles: BOOT_FILES }))
    assert.equal([reply.file, optionsOf(reply).vendorClass], [file, vendorClass])
  })
}

decisions('a boot file that does not fit the header is sent only as option 67', () => {
  const bootFile = `http://192.0.2.1/${'x'.repeat(120)}`
  const reply = replyTo(DISCOVER, server({ bootFile }))
  assert.equal([reply.file, optionsOf(reply).bootFileName], ['', bootFile])
})

decisions('says where to boot from, as the client asks', () => {
  const reply = replyTo(
    message({
      messageType: 'DISCOVER',
      vendorClass: 'PXEClient:Arch:00000:UNDI:002001',
      parameterRequestList: [66, 67],
      clientUuid: '00112233-4455-6677-8899-aabbccddeeff',
    }),
    server({ bootFile: 'pxelinux.0', configFile: 'a.cfg', pathPrefix: 'boot/', gateway: '192.0.2.254' }),
  )
  assert.is(reply.siaddr, '192.0.2.1')
  assert.is(reply.file, 'pxelinux.0')
  const { messageType, serverId, tftpServerName, bootFileName, vendorClass, clientUuid, ...rest } =
    optionsOf(reply)
  assert.equal(
    { messageType, serverId, tftpServerName, bootFileName, vendorClass, clientUuid },
    {
      messageType: 'OFFER',
      serverId: '192.0.2.1',
      tftpServerName: '192.0.2.1',
      bootFileName: 'pxelinux.0',
      vendorClass: undefined,
      clientUuid: '00112233-4455-6677-8899-aabbccddeeff',
    },
  )
  assert.is(rest.configFile, 'a.cfg')
  assert.is(rest.pathPrefix, 'boot/')
  assert.equal(rest.routers, ['192.0.2.254'])
  assert.is(rest.broadcastAddress, '192.0.2.255')
})

decisions('omits and replaces options as the settings say', () => {
  const options = new Map([
    [1, null],
    [43, Buffer.from('0601ff', 'hex')],
  ])
  const reply = replyTo(DISCOVER, server({ options, nextServer: '0.0.0.0' }))
  assert.is(reply.siaddr, '0.0.0.0')
  assert.is(reply.options.has(1), false)
  assert.is(reply.options.get(43)?.toString('hex'), '0601ff')
})

const FAULTS: [string, Partial<HostSettings['faults']>, DhcpPacket, Heard, string][] = [
  [
    'ignores the first messages',
    { ignoreFirst: 2 },
    DISCOVER,
    { messages: 2, requests: 0 },
    'so the fixture says',
  ],
  ['answers after them', { ignoreFirst: 2 }, DISCOVER, { messages: 3, requests: 0 }, 'OFFER 192.0.2.100'],
  ['ignores requests', { ignoreRequests: 1 }, request('192.0.2.100'), FIRST, 'so the fixture says'],
  ['refuses the first request', { nakFirst: 1 }, request('192.0.2.100'), FIRST, 'NAK 0.0.0.0'],
  [
    'grants the second',
    { nakFirst: 1 },
    request('192.0.2.100'),
    { messages: 4, requests: 2 },
    'ACK 192.0.2.100',
  ],
]
for (const [name, faults, asked, heard, expected] of FAULTS) {
  decisions(`in a fixture ${name}`, () => {
    const of = server({ faults: { ...NO_FAULTS, ...faults } })
    assert.is(ask(asked, of, {}, heard).says, expected)
  })
}

decisions('in a fixture answers with another xid or hardware address', () => {
  const { reply } = ask(DISCOVER, server({ faults: { ...NO_FAULTS, wrongXid: true, wrongMac: true } }))
  assert.is.not(reply?.xid, DISCOVER.xid)
  assert.is.not(reply?.chaddr, MAC)
})

decisions('has no answer to what clients do not send', () => {
  assert.is(ask({ ...DISCOVER, op: 'reply' }).says, 'not a DHCP request')
  assert.is(ask(message({ messageType: 'OFFER' })).says, 'not a client message')
  assert.is(ask(message({})).says, 'not a DHCP request')
  assert.is(ask(DISCOVER, { ...server(), others: null }).says, 'not a client of this server')
})

decisions.run()
