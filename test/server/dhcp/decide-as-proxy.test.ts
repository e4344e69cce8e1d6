import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decideAsProxy } from '../../../src/server/dhcp/decide-as-proxy.ts'
import { type DhcpServer, PLAIN_HOST } from '../../../src/server/dhcp/model.ts'
import {
  type DhcpOptions,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  OPTIONS,
  readOptions,
  readPxeOptions,
  writeOptions,
} from '../../../src/udhcp-client/codec/index.ts'

const proxy = suite('what the proxy decides')

const MAC = '00:16:3e:11:22:33'
const PXE = { vendorClass: 'PXEClient:Arch:00007:UNDI:003016', architectures: [7] }
const HTTP = { vendorClass: 'HTTPClient:Arch:00016:UNDI:003001', architectures: [16] }

const SERVER: DhcpServer = {
  identifier: '192.0.2.2',
  prefixLength: 24,
  ranges: [],
  others: {
    ...PLAIN_HOST,
    gateway: '192.0.2.254',
    dnsServers: ['192.0.2.53'],
    hostName: 'web1',
    configFile: 'a.cfg',
    bootFiles: new Map<'ipxe' | number, string>([
      [7, 'grubx64.efi'],
      [16, 'http/grubx64.efi'],
      ['ipxe', 'boot.ipxe'],
    ]),
  },
  hosts: new Map([[MAC, { ...PLAIN_HOST, address: '192.0.2.5', bootFile: 'own.0' }]]),
}

function ask(options: DhcpOptions, port: 67 | 4011 = 67, chaddr = '00:16:3e:00:00:09', server = SERVER) {
  const message = {
    ...EMPTY_PACKET,
    op: 'request' as const,
    xid: 7,
    chaddr,
    options: writeOptions(OPTIONS, options),
  }
  const decision = decideAsProxy(message, server, port)
  if (decision.reply === null) return decision.reason
  const reply = decodePacket(encodePacket(decision.reply))
  return { ...reply, said: readOptions(OPTIONS, reply.options) }
}

const FILES: [string, DhcpOptions, string, string, string][] = [
  ['UEFI', PXE, MAC.replace('33', '44'), 'grubx64.efi', 'PXEClient'],
  ['iPXE', { ...PXE, userClass: 'iPXE' }, MAC.replace('33', '44'), 'boot.ipxe', 'PXEClient'],
  ['a host with a boot file of its own', PXE, MAC, 'own.0', 'PXEClient'],
  ['UEFI by HTTP', HTTP, MAC.replace('33', '44'), 'http://192.0.2.2/http/grubx64.efi', 'HTTPClient'],
]
for (const [name, client, mac, file, vendorClass] of FILES) {
  proxy(`offers ${name} the boot file, no address, and nothing about the network`, () => {
    const reply = ask(
      { messageType: 'DISCOVER', parameterRequestList: [1, 3, 6, 12, 15, 67], ...client },
      67,
      mac,
    )
    if (reply === null || typeof reply === 'string') throw new Error(`no answer: ${reply}`)
    const { said } = reply
    assert.equal(
      [said.messageType, reply.yiaddr, reply.siaddr, reply.file],
      ['OFFER', '0.0.0.0', '192.0.2.2', file],
    )
    assert.equal([said.vendorClass, said.bootFileName], [vendorClass, file])
    const network = [said.subnetMask, said.routers, said.dnsServers, said.hostName, said.leaseSeconds]
    assert.ok(network.every((value) => value === undefined))
  })
}

proxy('tells PXE clients to boot at once, with the options of RFC 5071', () => {
  const reply = ask({ messageType: 'DISCOVER', ...PXE })
  if (reply === null || typeof reply === 'string') throw new Error(`no answer: ${reply}`)
  assert.equal(readPxeOptions(reply.said.vendorOptions), { discoveryControl: 8 })
  assert.is(reply.said.configFile, 'a.cfg')
})

proxy('answers on port 4011 who asks again', () => {
  for (const messageType of ['REQUEST', 'INFORM'] as const) {
    const reply = ask({ messageType, ...PXE }, 4011)
    if (reply === null || typeof reply === 'string') throw new Error(`no answer: ${reply}`)
    assert.equal([reply.said.messageType, reply.file], ['ACK', 'grubx64.efi'])
  }
})

const SILENT: [string, DhcpOptions, 67 | 4011][] = [
  ['a client that does not boot', { messageType: 'DISCOVER' }, 67],
  ['a REQUEST to the DHCP server', { messageType: 'REQUEST', serverId: '192.0.2.1', ...PXE }, 67],
  ['a DISCOVER on port 4011', { messageType: 'DISCOVER', ...PXE }, 4011],
  ['a message without a type', PXE, 67],
]
for (const [name, options, port] of SILENT) {
  proxy(`is silent for ${name}`, () => {
    assert.is(ask(options, port), null)
  })
}

proxy('says why an unknown client gets nothing if it only knows single hosts', () => {
  assert.is(
    ask({ messageType: 'DISCOVER', ...PXE }, 67, '00:16:3e:00:00:09', { ...SERVER, others: null }),
    'not a client of this server',
  )
})

proxy.run()
