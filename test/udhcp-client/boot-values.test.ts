import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bootValues } from '../../src/udhcp-client/boot-values.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  OPTIONS,
  readOptions,
  writeOptions,
  writePxeOptions,
} from '../../src/udhcp-client/codec/index.ts'
import { leaseFrom } from '../../src/udhcp-client/lease-from.ts'
import type { Reply } from '../../src/udhcp-client/messages.ts'

const values = suite('where boot values come from')

const SERVER = '192.0.2.1'
const PROXY = '192.0.2.9'

/** A reply as it comes off the wire. */
function reply(fields: Partial<DhcpPacket>, options: DhcpOptions = {}, server = SERVER): Reply {
  const raw = writeOptions(OPTIONS, { messageType: 'ACK', serverId: server, ...options })
  const packet = decodePacket(
    encodePacket({
      ...EMPTY_PACKET,
      op: 'reply',
      xid: 1,
      chaddr: '00:16:3e:11:22:33',
      yiaddr: '192.0.2.91',
      options: raw,
      ...fields,
    }),
  )
  return { packet, options: readOptions(OPTIONS, packet.options), type: 'ACK', server, source: server }
}

const said = (value: { value: string; source: string } | null) => value && `${value.value} (${value.source})`
const inside = (pxe: Parameters<typeof writePxeOptions>[0]): DhcpOptions => ({
  vendorOptions: writePxeOptions(pxe),
})

/** Header fields, options; the boot server and where it is from. */
const SERVERS: [Partial<DhcpPacket>, DhcpOptions, string][] = [
  [{ siaddr: '192.0.2.7' }, { tftpServers: ['192.0.2.8'], tftpServerName: 'boot' }, '192.0.2.7 (siaddr)'],
  [{ siaddr: '0.0.0.5' }, {}, `${SERVER} (option 54)`],
  [{ siaddr: '127.0.0.1' }, {}, `${SERVER} (option 54)`],
  [{ siaddr: '239.1.1.1' }, {}, `${SERVER} (option 54)`],
  [{ siaddr: '255.255.255.255' }, {}, `${SERVER} (option 54)`],
  [{ siaddr: '240.0.0.1' }, {}, '240.0.0.1 (siaddr)'],
  [{}, {}, `${SERVER} (option 54)`],
  [
    { sname: 'x' },
    { tftpServers: ['0.0.0.0', '192.0.2.8'], tftpServerName: 'boot' },
    '192.0.2.8 (option 150)',
  ],
  [{ sname: 'x' }, { tftpServerName: 'boot.example.org' }, 'boot.example.org (option 66)'],
  [{}, { tftpServerName: '192.0.2.8\0' }, '192.0.2.8 (option 66)'],
  [{}, { tftpServerName: '0.0.0.0' }, `${SERVER} (option 54)`],
  [{ sname: 'boot.example.org' }, { tftpServerName: '' }, 'boot.example.org (sname)'],
  [{ sname: 'A DHCP server!' }, {}, `${SERVER} (option 54)`],
]

for (const [fields, options, expected] of SERVERS) {
  values(`${JSON.stringify({ ...fields, ...options })}: the boot server is ${expected}`, () => {
    assert.is(said(bootValues([reply(fields, options)]).bootServer), expected)
  })
}

/** Header fields, options; the boot file and where it is from. */
const FILES: [Partial<DhcpPacket>, DhcpOptions, string | null][] = [
  [{ file: 'pxelinux.0' }, { bootFileName: 'other' }, 'pxelinux.0 (file)'],
  [{ file: 'f'.repeat(128) }, {}, `${'f'.repeat(128)} (file)`],
  [{}, { bootFileName: 'pxelinux.0' }, 'pxelinux.0 (option 67)'],
  [{}, { bootFileName: 'pxelinux.0\0' }, 'pxelinux.0 (option 67)'],
  [{}, { bootFileName: '\0' }, null],
  [{}, {}, null],
]

for (const [fields, options, expected] of FILES) {
  values(`${JSON.stringify({ ...fields, ...options })}: the boot file is ${expected}`, () => {
    assert.is(said(bootValues([reply(fields, options)]).bootFile), expected)
  })
}

values('options 209 and 210 count inside option 43 as well, after those outside (RFC 5071)', () => {
  const nested = inside({ configFile: 'a', pathPrefix: 'b/' })
  const from43 = bootValues([reply({}, nested)])
  assert.is(said(from43.configFile), 'a (option 209 in option 43)')
  assert.is(said(from43.pathPrefix), 'b/ (option 210 in option 43)')
  const both = bootValues([reply({}, { ...nested, configFile: 'c', pathPrefix: 'd/' })])
  assert.equal([said(both.configFile), said(both.pathPrefix)], ['c (option 209)', 'd/ (option 210)'])
})

values('an empty prefix is a prefix, an empty configuration file is none', () => {
  const empty = bootValues([reply({}, { configFile: '', pathPrefix: '' })])
  assert.equal([said(empty.configFile), said(empty.pathPrefix)], [null, ' (option 210)'])
})

values("a proxy's reply counts before the lease's, value by value", () => {
  const lease = reply({ siaddr: '192.0.2.7', file: 'lease' }, { configFile: 'l', pathPrefix: 'l/' })
  const all = bootValues([reply({ siaddr: PROXY, file: 'proxy' }, { configFile: 'p' }, PROXY), lease])
  assert.is(said(all.bootServer), `${PROXY} (siaddr)`)
  assert.is(said(all.bootFile), 'proxy (file)')
  assert.is(said(all.configFile), 'p (option 209)')
  assert.equal([said(all.pathPrefix), all.pathPrefix?.server], ['l/ (option 210)', SERVER])
})

values("a proxy without a server of its own leaves the lease's, as PXELINUX does", () => {
  const lease = reply({ siaddr: '192.0.2.7' })
  assert.is(said(bootValues([reply({ file: 'proxy' }, {}, PROXY), lease]).bootServer), '192.0.2.7 (siaddr)')
})

values('without a named server, it is the one that names the file', () => {
  assert.is(
    said(bootValues([reply({ file: 'proxy' }, {}, PROXY), reply({})]).bootServer),
    `${PROXY} (option 54)`,
  )
})

values('the lease carries routes, MTU, domains and times as the server gave them', () => {
  const ack = reply(
    {},
    {
      subnetMask: '255.255.254.0',
      routers: ['0.0.0.0', '192.0.2.1'],
      dnsServers: ['192.0.2.53', '0.0.0.0'],
      domainName: 'example.org',
      domainSearch: ['a.example.org', 'example.org'],
      classlessRoutes: [{ destination: '10.0.0.0', prefixLength: 8, gateway: '192.0.2.2' }],
      mtu: 1400,
      leaseSeconds: 3600,
      renewSeconds: 1800,
      rebindSeconds: 3150,
    },
  )
  const { options, ...lease } = leaseFrom(ack, bootValues([ack]), false)
  assert.is(options?.['26'], '0578', 'every option as it came')
  assert.equal(lease, {
    address: '192.0.2.91',
    prefixLength: 23,
    gateway: '192.0.2.1',
    routes: [{ destination: '10.0.0.0', prefixLength: 8, gateway: '192.0.2.2' }],
    dnsServers: ['192.0.2.53'],
    domains: ['example.org', 'a.example.org'],
    mtu: 1400,
    dhcpServer: SERVER,
    bootServer: SERVER,
    bootFile: '',
    nextServer: null,
    pathPrefix: null,
    configFile: null,
    localBoot: false,
    leaseSeconds: 3600,
    renewSeconds: 1800,
    rebindSeconds: 3150,
  })
})

/** Address, mask; prefix length. */
const MASKS: [string, string | undefined, number][] = [
  ['192.0.2.91', '255.255.255.128', 25],
  ['192.0.2.91', undefined, 24],
  ['172.16.0.1', undefined, 16],
  ['10.0.0.1', undefined, 8],
  ['10.0.0.1', '255.0.255.0', 8],
  ['10.0.0.1', '0.0.0.0', 8],
]

for (const [yiaddr, subnetMask, length] of MASKS) {
  values(`${yiaddr} with mask ${subnetMask} is in a /${length}`, () => {
    const ack = reply({ yiaddr }, subnetMask ? { subnetMask } : {})
    assert.is(leaseFrom(ack, bootValues([ack]), false).prefixLength, length)
  })
}

values('an MTU that IPv4 does not allow is ignored', () => {
  const ack = reply({}, { mtu: 67 })
  assert.is(leaseFrom(ack, bootValues([ack]), false).mtu, null)
})

values.run()
