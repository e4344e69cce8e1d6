import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import type { Lease } from '../../src/lease.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  DISCOVERY,
  type PxeOptions,
  readPxeOptions,
  writePxeOptions,
} from '../../src/udhcp-client/codec/index.ts'
import {
  dhcpServer,
  replyTo,
  type Server,
  type Simulated,
  simulateExchange,
} from '../support/dhcp-simulation.ts'

const pxe = suite('PXE: proxies, menus, boot servers')

const DHCP = '192.0.2.1'
const PROXY = '192.0.2.9'
const BOOT = '192.0.2.20'
const address = '192.0.2.91'
/** A server that knows nothing of booting. */
const plain = dhcpServer({ server: DHCP, address, siaddr: '0.0.0.0', file: '' })

/** A proxyDHCP server: what it offers, and what it says to a REQUEST on port 4011. */
function proxy(
  offer: { fields?: Partial<DhcpPacket>; pxe?: PxeOptions; pingMs?: number },
  answer: { fields?: Partial<DhcpPacket>; pxe?: PxeOptions } | null = null,
): Server {
  const common: DhcpOptions = { serverId: PROXY, vendorClass: 'PXEClient' }
  const vendor = (values: PxeOptions | undefined): DhcpOptions =>
    values ? { vendorOptions: writePxeOptions(values) } : {}
  return (sent) => {
    if (sent.options.messageType === 'DISCOVER') {
      const options: DhcpOptions = { messageType: 'OFFER', ...common, ...vendor(offer.pxe) }
      return [{ payload: replyTo(sent, options, offer.fields), source: PROXY, afterMs: offer.pingMs ?? 2 }]
    }
    if (answer === null || sent.to.port !== 4011 || sent.to.address !== PROXY) return []
    const options: DhcpOptions = { messageType: 'ACK', ...common, ...vendor(answer.pxe) }
    return [{ payload: replyTo(sent, options, answer.fields), source: PROXY, sourcePort: 4011 }]
  }
}

/** A boot server of the type on `port`. */
function bootServer(type: number, port: number, server = BOOT): Server {
  return (sent) => {
    const wanted = readPxeOptions(sent.options.vendorOptions).bootItem?.type
    if (sent.to.port !== port || wanted !== type) return []
    if (
      sent.to.address !== server &&
      sent.to.address !== '255.255.255.255' &&
      !sent.to.address.startsWith('224.')
    )
      return []
    const vendorOptions = writePxeOptions({ bootItem: { type, layer: 0 } })
    const options: DhcpOptions = {
      messageType: 'ACK',
      serverId: server,
      vendorClass: 'PXEClient',
      vendorOptions,
    }
    return [{ payload: replyTo(sent, options, { siaddr: server, file: 'boot/pxelinux.0' }), source: server }]
  }
}

const boots = (lease: Lease | null) => `${lease?.address} ${lease?.bootServer} ${lease?.bootFile}`
const asked = ({ sent }: Simulated) =>
  sent
    .filter(({ to }) => to.port === 4011 || to.address !== '255.255.255.255')
    .map(({ to }) => `${to.address}:${to.port}`)

function failure({ error }: Simulated): BootError {
  assert.instance(error, BootError)
  return error as BootError
}

pxe("a proxy's server and file go with another server's address", async () => {
  for (const pingMs of [0, 2, 1500]) {
    const server = proxy({ fields: { siaddr: BOOT, file: 'pxelinux.0' }, pingMs })
    const result = await simulateExchange([plain, server])
    assert.is(boots(result.lease), `${address} ${BOOT} pxelinux.0`)
    assert.is(result.lease?.dhcpServer, DHCP)
    assert.equal(asked(result), [])
    const chosen = result.events.find(({ event }) => event === 'DhcpOfferChosen')
    assert.is(chosen?.event === 'DhcpOfferChosen' && chosen.proxy, PROXY)
  }
})

pxe("a proxy's server replaces the DHCP server's (core/fs/pxe/dhcp_option.c)", async () => {
  const both = dhcpServer({ server: DHCP, address, siaddr: DHCP, file: '', pingMs: 3 })
  const { lease } = await simulateExchange([proxy({ fields: { siaddr: BOOT, file: 'a' } }), both])
  assert.is(boots(lease), `${address} ${BOOT} a`)
})

pxe('a proxy without server address means itself', async () => {
  const { lease } = await simulateExchange([plain, proxy({ fields: { file: 'a' } })])
  assert.is(boots(lease), `${address} ${PROXY} a`)
})

pxe('a proxy alone gives no lease', async () => {
  const result = await simulateExchange([proxy({ fields: { file: 'a' } })], { dhcpMs: 5000 })
  assert.is(failure(result).code, 'E_DHCP_TIMEOUT')
  assert.match(failure(result).message, 'offers came, but none with an address')
})

pxe('a proxy that names no file is asked on port 4011', async () => {
  const server = proxy({}, { fields: { siaddr: BOOT, file: 'b' } })
  const result = await simulateExchange([plain, server])
  assert.is(boots(result.lease), `${address} ${BOOT} b`)
  assert.equal(asked(result), [`${PROXY}:4011`])
  const request = result.sent.at(-1)
  assert.is(request?.options.messageType, 'REQUEST')
  assert.is(request?.options.vendorClass, 'PXEClient:Arch:00000:UNDI:002001')
  assert.is(request?.options.vendorOptions, undefined)
})

pxe('port 4011 is asked with the address on the interface, which is put there once', async () => {
  const server = proxy({}, { pxe: MENU })
  const result = await simulateExchange([plain, server, bootServer(0x8000, 4011)])
  const questions = result.sent.filter(({ to }) => to.port === 4011)
  assert.equal(
    questions.map(({ packet }) => [packet.ciaddr, packet.broadcast]),
    [
      [address, false],
      [address, false],
    ],
  )
})

pxe('port 4011 is asked with the broadcast flag if the interface has no address', async () => {
  const server = proxy({}, { fields: { siaddr: BOOT, file: 'b' } })
  const { sent } = await simulateExchange([plain, server], {}, { useAddress: async () => {} })
  assert.equal([sent.at(-1)?.packet.ciaddr, sent.at(-1)?.packet.broadcast], ['0.0.0.0', true])
})

pxe('a DHCP server that is a boot server too is asked on port 4011 of its own', async () => {
  const options = { vendorClass: 'PXEClient' }
  const binl: Server = (sent) => {
    if (sent.to.port !== 4011)
      return dhcpServer({ server: DHCP, address, siaddr: '0.0.0.0', file: '', options })(sent)
    const payload = replyTo(
      sent,
      { messageType: 'ACK', serverId: DHCP },
      { siaddr: DHCP, file: 'startrom.n12' },
    )
    return [{ payload, source: DHCP, sourcePort: 4011 }]
  }
  const result = await simulateExchange([binl])
  assert.is(boots(result.lease), `${address} ${DHCP} startrom.n12`)
  assert.ok(result.tookMs < 100)
})

pxe(
  'a server that says PXEClient and answers nothing on port 4011: its address is used, or there is none',
  async () => {
    const options = { vendorClass: 'PXEClient' }
    const silent = await simulateExchange([dhcpServer({ server: DHCP, address, file: '', options })])
    assert.is(boots(silent.lease), `${address} ${DHCP} `)
    const nothing = await simulateExchange([plain, proxy({})])
    assert.is(failure(nothing).code, 'E_NO_BOOT_SERVER')
    assert.match(failure(nothing).message, `asked ${PROXY} port 4011`)
    assert.is(asked(nothing).length, 3)
  },
)

const MENU: PxeOptions = {
  discoveryControl: DISCOVERY.noBroadcast | DISCOVERY.noMulticast | DISCOVERY.onlyListed,
  bootServers: [
    { type: 0x8000, addresses: [BOOT] },
    { type: 0x8001, addresses: ['192.0.2.30'] },
  ],
  bootMenu: [
    { type: 0x8000, text: 'Linux' },
    { type: 0x8001, text: 'Rescue' },
    { type: 0, text: 'Local disk' },
  ],
  menuPrompt: { seconds: 10, text: 'Press F8' },
}

pxe("a menu's first entry is taken, as its time-out would", async () => {
  const servers = [
    plain,
    proxy({ pxe: MENU }),
    bootServer(0x8000, 4011),
    bootServer(0x8001, 4011, '192.0.2.30'),
  ]
  const result = await simulateExchange(servers)
  assert.is(boots(result.lease), `${address} ${BOOT} boot/pxelinux.0`)
  assert.equal(asked(result), [`${BOOT}:4011`])
  const menu = result.events.find(({ event }) => event === 'PxeMenuReceived')
  assert.equal(menu, { event: 'PxeMenuReceived', server: PROXY, entries: MENU.bootMenu, taken: 0x8000 })
})

pxe('another entry is taken by its number or by its type', async () => {
  for (const pxeService of [1, 0x8001]) {
    const servers = [plain, proxy({ pxe: MENU }), bootServer(0x8001, 4011, '192.0.2.30')]
    const { lease } = await simulateExchange(servers, { pxeService })
    assert.is(lease?.bootServer, '192.0.2.30')
  }
  const none = failure(await simulateExchange([plain, proxy({ pxe: MENU })], { pxeService: 7 }))
  assert.is(none.code, 'E_NO_ENTRY')
  assert.match(none.message, '0 "Linux" (type 32768), 1 "Rescue" (type 32769), 2 "Local disk" (type 0)')
})

pxe('an entry of type 0 is the local disk: nobody is asked', async () => {
  const result = await simulateExchange([plain, proxy({ pxe: MENU })], { pxeService: 2 })
  assert.is(result.lease?.localBoot, true)
  assert.equal(asked(result), [])
})

pxe('the answer on port 4011 may bring a menu in its turn', async () => {
  const servers = [plain, proxy({}, { pxe: MENU }), bootServer(0x8000, 4011)]
  const result = await simulateExchange(servers)
  assert.equal(asked(result), [`${PROXY}:4011`, `${BOOT}:4011`])
  assert.is(result.lease?.bootFile, 'boot/pxelinux.0')
})

pxe('with discovery control 8 the file of the offer is loaded, menu or not', async () => {
  const direct = { ...MENU, discoveryControl: DISCOVERY.useBootFile }
  const result = await simulateExchange([plain, proxy({ pxe: direct, fields: { file: 'direct' } })])
  assert.is(boots(result.lease), `${address} ${PROXY} direct`)
})

pxe(
  'a type without listed servers is looked for by broadcast, or by multicast if nothing else is allowed',
  async () => {
    const open: PxeOptions = { bootMenu: [{ type: 5, text: 'x' }] }
    const broadcast = await simulateExchange([plain, proxy({ pxe: open }), bootServer(5, 67)])
    assert.is(broadcast.lease?.bootServer, BOOT)
    const group: PxeOptions = {
      ...open,
      discoveryControl: DISCOVERY.noBroadcast,
      multicastAddress: '224.0.1.2',
    }
    const multicast = await simulateExchange([plain, proxy({ pxe: group }), bootServer(5, 4011)])
    assert.equal([asked(multicast), multicast.lease?.bootServer], [['224.0.1.2:4011'], BOOT])
  },
)

pxe('several servers of a type are asked one after the other', async () => {
  const two: PxeOptions = { ...MENU, bootServers: [{ type: 0x8000, addresses: ['192.0.2.19', BOOT] }] }
  const result = await simulateExchange([plain, proxy({ pxe: two }), bootServer(0x8000, 4011)])
  assert.equal(asked(result), ['192.0.2.19:4011', `${BOOT}:4011`])
  assert.is(result.lease?.bootServer, BOOT)
})

pxe('an answer of a server that was not asked, or for another type, is dropped', async () => {
  const stranger: Server = (sent) => {
    if (sent.to.port !== 4011) return []
    const reply = (server: string, type: number) => ({
      payload: replyTo(
        sent,
        {
          messageType: 'ACK',
          serverId: server,
          vendorOptions: writePxeOptions({ bootItem: { type, layer: 0 } }),
        },
        { siaddr: server, file: 'evil' },
      ),
      source: server,
    })
    return [reply('192.0.2.66', 0x8000), reply(BOOT, 0x8001)]
  }
  const result = await simulateExchange([plain, proxy({ pxe: MENU }), stranger, bootServer(0x8000, 4011)])
  assert.is(result.lease?.bootFile, 'boot/pxelinux.0')
  const reasons = result.events.flatMap((event) =>
    event.event === 'DhcpPacketDropped' ? [event.reason] : [],
  )
  assert.equal(reasons, ['ACK of a server that was not asked', 'ACK for another boot server type'])
})

pxe('a dry run asks port 4011 too: that takes no lease', async () => {
  const server = proxy({}, { fields: { siaddr: BOOT, file: 'b' } })
  const result = await simulateExchange([plain, server], { lease: 'offer' })
  assert.is(boots(result.lease), `${address} ${BOOT} b`)
  assert.equal(
    result.sent.map(({ options, to }) => `${options.messageType} ${to.port}`),
    ['DISCOVER 67', 'REQUEST 4011'],
  )
})

/** Sub-option, value, bytes in hex (PXE 2.1 tables 2-1, 2-4, RFC 5071). */
const WIRE: [PxeOptions, string][] = [
  [{ discoveryControl: 11 }, '06010b'],
  [{ multicastAddress: '224.0.1.2' }, '0704e0000102'],
  [
    {
      bootServers: [
        { type: 0x8000, addresses: ['192.0.2.1', '192.0.2.2'] },
        { type: 1, addresses: [] },
      ],
    },
    '080e 8000 02 c0000201 c0000202 0001 00',
  ],
  [
    {
      bootMenu: [
        { type: 0, text: 'Local' },
        { type: 1, text: '' },
      ],
    },
    '090b 0000 05 4c6f63616c 0001 00',
  ],
  [{ menuPrompt: { seconds: 255, text: 'F8' } }, '0a03ff4638'],
  [{ bootItem: { type: 0x8000, layer: 1 } }, '470480000001'],
  [{ configFile: 'a' }, 'd10161'],
  [{ pathPrefix: '/b/' }, 'd2032f622f'],
]

for (const [values, hex] of WIRE) {
  pxe(`${JSON.stringify(values)} is ${hex} inside option 43`, () => {
    const bytes = Buffer.from(`${hex.replaceAll(' ', '')}ff`, 'hex')
    assert.is(writePxeOptions(values).toString('hex'), bytes.toString('hex'))
    assert.equal(readPxeOptions(bytes), values)
    assert.equal(readPxeOptions(bytes.subarray(0, -1)), values)
  })
}

pxe("another vendor's option 43 says nothing", () => {
  for (const hex of ['0104', '080300050c', '0903 0000 09', 'ff', '', '00000000', '41']) {
    assert.equal(readPxeOptions(Buffer.from(hex.replaceAll(' ', ''), 'hex')), {})
  }
})

pxe.run()
