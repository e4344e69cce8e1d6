import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { decodeOptionAreas } from '../../src/udhcp-client/codec/index.ts'
import { asIpxe, type DhcpEvent, dhcpRequest } from '../../src/udhcp-client/index.ts'
import {
  dhcpServer,
  MAC,
  replyTo,
  type Sent,
  type Server,
  type Simulated,
  simulateExchange,
} from '../support/dhcp-simulation.ts'

const exchange = suite('DHCP exchange')

const SERVER = '192.0.2.1'
const OTHER = '192.0.2.2'
const plain = { server: SERVER, address: '192.0.2.91' }
const noBoot = { siaddr: '0.0.0.0', file: '' }

const told = ({ events }: Simulated) => events.map(({ event }) => event)
const types = ({ sent }: Simulated) => sent.map(({ options }) => options.messageType)
const drops = ({ events }: Simulated) =>
  events.flatMap((event) => (event.event === 'DhcpPacketDropped' ? [event.reason] : []))

function failure({ error }: Simulated): BootError {
  assert.instance(error, BootError)
  return error as BootError
}

exchange('runs DISCOVER, OFFER, REQUEST, ACK, and reports each', async () => {
  const result = await simulateExchange([dhcpServer(plain)])
  assert.is(result.lease?.address, '192.0.2.91')
  assert.is(result.lease?.bootServer, SERVER)
  assert.equal(types(result), ['DISCOVER', 'REQUEST'])
  assert.equal(told(result), [
    'DhcpDiscoverSent',
    'DhcpOfferReceived',
    'DhcpOfferChosen',
    'DhcpRequestSent',
    'DhcpAckReceived',
    'DhcpBootValue',
    'DhcpBootValue',
  ])
  assert.ok(result.tookMs < 100, 'a complete offer is not waited over')
})

const why = ({ events }: Simulated) =>
  events.flatMap((event) =>
    event.event === 'DhcpOfferChosen' || event.event === 'DhcpOfferPassedOver'
      ? [`${event.server}: ${event.because}`]
      : [],
  )

exchange('tells why an offer was taken, and why others were not', async () => {
  const silentAboutBoot = dhcpServer({ ...plain, ...noBoot })
  const other = dhcpServer({ server: OTHER, address: '192.0.2.92', pingMs: 5 })
  assert.equal(why(await simulateExchange([dhcpServer(plain)])), [`${SERVER}: the first to come`])
  assert.equal(why(await simulateExchange([silentAboutBoot, other])), [
    `${OTHER}: it alone says what to boot`,
    `${SERVER}: it does not say what to boot`,
  ])
  assert.equal(why(await simulateExchange([dhcpServer(plain), other], { server: OTHER })), [
    `${OTHER}: from the preferred server`,
    `${SERVER}: its server is not the preferred one`,
  ])
})

exchange('tells in a dry run of offers that come when one was taken, once each', async () => {
  const late = dhcpServer({ server: OTHER, address: '192.0.2.92', pingMs: 700 })
  const twice: Server = (sent) => [...late(sent), ...late(sent)]
  const dry = await simulateExchange([dhcpServer(plain), twice], { lease: 'offer' })
  assert.equal(why(dry), [`${SERVER}: the first to come`, `${OTHER}: it came after one was taken`])
  assert.is(told(dry).filter((event) => event === 'DhcpOfferReceived').length, 2)
})

exchange("says in DISCOVER what a PC's boot ROM says (RFC 4578)", async () => {
  const uuid = '00112233-4455-6677-8899-aabbccddeeff'
  const { sent } = await simulateExchange([dhcpServer(plain)], { uuid })
  const [discover, request] = sent
  assert.is(discover?.packet.chaddr, MAC)
  assert.ok(discover?.packet.broadcast)
  assert.equal(discover?.to, { address: '255.255.255.255', port: 67 })
  assert.equal(discover?.options, {
    messageType: 'DISCOVER',
    clientId: Buffer.from('0100163e112233', 'hex'),
    maxMessageSize: 1472,
    vendorClass: 'PXEClient:Arch:00000:UNDI:002001',
    architectures: [0],
    interfaceVersion: [1, 2, 1],
    clientUuid: uuid,
    parameterRequestList: [
      1, 121, 3, 6, 12, 15, 17, 26, 43, 51, 54, 58, 59, 66, 67, 97, 119, 150, 175, 208, 209, 210, 211,
    ],
  })
  assert.is(request?.options.requestedAddress, '192.0.2.91')
  assert.is(request?.options.serverId, SERVER)
  assert.equal(request?.options.clientId, discover?.options.clientId)
})

exchange('says who it is as the settings want it', async () => {
  const settings = { clientId: '00766d31', userClass: 'iPXE', vendorClass: 'anaconda', arch: 7 }
  const { sent } = await simulateExchange([dhcpServer(plain)], settings)
  for (const { options } of sent) {
    assert.equal(options.clientId, Buffer.from('\0vm1'))
    assert.equal([options.userClass, options.vendorClass, options.architectures], ['iPXE', 'anaconda', [7]])
  }
  const efi = await simulateExchange([dhcpServer(plain)], { arch: 7 })
  assert.is(efi.sent[0]?.options.vendorClass, 'PXEClient:Arch:00007:UNDI:002001')
})

exchange(
  'asks again as iPXE: another user class, option 175 with its features, and what iPXE wants to know',
  async () => {
    const ipxe = asIpxe(dhcpRequest({ mac: MAC, interfaceName: 'eth0', arch: 7 }))
    const { sent } = await simulateExchange([dhcpServer(plain)], ipxe)
    for (const { packet, options } of sent) {
      assert.is(packet.chaddr, MAC)
      assert.is(options.userClass, 'iPXE')
      assert.is(options.vendorClass, 'PXEClient:Arch:00007:UNDI:002001')
      assert.equal(options.clientId, Buffer.from('0100163e112233', 'hex'))
      const features = decodeOptionAreas(options.ipxe ?? Buffer.alloc(0))
      assert.equal([...features.keys()], [0x13, 0x14, 0x15, 0x17, 0x18, 0x21, 0x27, 235])
      assert.equal(features.get(0x13), Buffer.of(1))
      assert.equal(options.parameterRequestList?.slice(0, 4), [1, 3, 6, 7])
    }
  },
)

exchange('takes a reply from any port of the server: behind NAT and some relays it is another', async () => {
  const moved: Server = (sent) => dhcpServer(plain)(sent).map((sending) => ({ ...sending, sourcePort: 6767 }))
  assert.is((await simulateExchange([moved])).lease?.address, '192.0.2.91')
})

exchange('sends DISCOVER again and again, each wait double the last, and gives up at the limit', async () => {
  const result = await simulateExchange([], { dhcpMs: 30_000 })
  assert.equal(
    result.sent.map(({ atMs }) => atMs),
    [0, 2000, 6000, 14_000],
  )
  assert.is(result.tookMs, 30_000)
  const { code, message, hint } = failure(result)
  assert.is(code, 'E_DHCP_TIMEOUT')
  assert.is(message, `no DHCP server offered ${MAC} an address on eth0 within 30 s (4 DISCOVERs)`)
  assert.match(hint ?? '', MAC)
  assert.is(new Set(result.sent.map(({ packet }) => packet.xid)).size, 1)
})

exchange('takes an offer that comes late, after the first DISCOVER was sent again', async () => {
  const result = await simulateExchange([dhcpServer({ ...plain, pingMs: 3000 })])
  assert.is(result.lease?.address, '192.0.2.91')
  assert.equal(types(result), ['DISCOVER', 'DISCOVER', 'REQUEST'])
})

exchange('the waits differ by chance, a quarter more or less', async () => {
  const waits = await Promise.all(
    [0, 0.999].map(
      async (chance) => (await simulateExchange([], {}, { random: () => chance })).sent[1]?.atMs,
    ),
  )
  assert.equal(waits, [1500, 2499])
})

exchange('sends REQUEST again, then looks for another server', async () => {
  const mute = dhcpServer({ ...plain, answer: 'nothing' })
  const result = await simulateExchange([
    mute,
    dhcpServer({ server: OTHER, address: '192.0.2.92', pingMs: 500 }),
  ])
  assert.equal(types(result).slice(0, 5), ['DISCOVER', 'REQUEST', 'REQUEST', 'REQUEST', 'REQUEST'])
  assert.is(result.lease?.dhcpServer, OTHER)
})

exchange('names a server that offers and then says nothing', async () => {
  const { code, message } = failure(
    await simulateExchange([dhcpServer({ ...plain, answer: 'nothing' })], { dhcpMs: 5000 }),
  )
  assert.is(code, 'E_DHCP_TIMEOUT')
  assert.match(
    message,
    `${SERVER} offered 192.0.2.91 to ${MAC} on eth0 but answered none of 3 REQUESTs within 5 s`,
  )
})

exchange('a server that says NAK twice is an error with its words', async () => {
  const result = await simulateExchange([dhcpServer({ ...plain, answer: 'NAK' })])
  assert.is(failure(result).code, 'E_DHCP_NAK')
  assert.match(failure(result).message, /192\.0\.2\.1 refused 192\.0\.2\.91 .*: address not available$/)
  assert.equal(types(result), ['DISCOVER', 'REQUEST', 'DISCOVER', 'REQUEST'])
})

exchange('of two servers of which one says NAK, the other gives the lease', async () => {
  const refuses = dhcpServer({ ...plain, answer: 'NAK' })
  for (const pingMs of [1, 500]) {
    const { lease } = await simulateExchange([
      refuses,
      dhcpServer({ server: OTHER, address: '192.0.2.92', pingMs }),
    ])
    assert.is(lease?.dhcpServer, OTHER)
  }
})

exchange('a NAK of the server that was not chosen is not for us', async () => {
  const busybody: Server = (sent) =>
    sent.options.messageType === 'REQUEST'
      ? [{ payload: replyTo(sent, { messageType: 'NAK', serverId: OTHER }), source: OTHER }]
      : []
  const result = await simulateExchange([busybody, dhcpServer(plain)])
  assert.is(result.lease?.dhcpServer, SERVER)
  assert.equal(drops(result), ['NAK of a server that was not chosen'])
})

exchange('an offer without boot information is waited over, then an error that names it', async () => {
  const result = await simulateExchange([dhcpServer({ ...plain, ...noBoot })])
  assert.is(failure(result).code, 'E_NO_BOOT_SERVER')
  assert.match(failure(result).message, '192.0.2.91 from 192.0.2.1')
  assert.equal(types(result), ['DISCOVER', 'DISCOVER'])
})

exchange("a server's address without boot file is taken once the window is over", async () => {
  const result = await simulateExchange([dhcpServer({ ...plain, file: '' })])
  assert.equal([result.lease?.bootServer, result.lease?.bootFile], [SERVER, ''])
  assert.ok(result.tookMs >= 2000)
})

exchange('boot information may be a configuration file or a prefix alone', async () => {
  for (const options of [{ configFile: 'vm.cfg' }, { pathPrefix: 'tftp://192.0.2.5/' }]) {
    const { lease, tookMs } = await simulateExchange([dhcpServer({ ...plain, ...noBoot, options })])
    assert.is(lease?.bootServer, SERVER)
    assert.ok(tookMs < 100)
  }
})

exchange('the wanted server gets a second DISCOVER before another one is taken', async () => {
  const other = dhcpServer(plain)
  const late = dhcpServer({ server: OTHER, address: '192.0.2.92', pingMs: 4000 })
  const waited = await simulateExchange([other, late], { server: OTHER })
  assert.is(waited.lease?.dhcpServer, OTHER)
  const gone = await simulateExchange([other], { server: OTHER })
  assert.is(gone.lease?.dhcpServer, SERVER)
  assert.equal(types(gone), ['DISCOVER', 'DISCOVER', 'REQUEST'])
})

/** Who offers what, in order of arrival; the settings; who wins. */
const WEIGHED: [string, Parameters<typeof dhcpServer>[0][], { server?: string }, string][] = [
  [
    'a complete offer ends the wait',
    [plain, { server: OTHER, address: '192.0.2.92', pingMs: 5 }],
    {},
    SERVER,
  ],
  [
    'boot information counts more than arrival',
    [
      { ...plain, ...noBoot },
      { server: OTHER, address: '192.0.2.92', pingMs: 900 },
    ],
    {},
    OTHER,
  ],
  [
    'the wanted server counts more than arrival',
    [plain, { server: OTHER, address: '192.0.2.92', pingMs: 900 }],
    { server: OTHER },
    OTHER,
  ],
  [
    'boot information counts more than the wanted server',
    [plain, { server: OTHER, address: '192.0.2.92', pingMs: 5, ...noBoot }],
    { server: OTHER },
    SERVER,
  ],
  [
    'of equal offers, the first',
    [
      { ...plain, file: '' },
      { server: OTHER, address: '192.0.2.92', pingMs: 5, file: '' },
    ],
    {},
    SERVER,
  ],
]

for (const [rule, plans, settings, winner] of WEIGHED) {
  exchange(rule, async () => {
    const { lease } = await simulateExchange(plans.map(dhcpServer), settings)
    assert.is(lease?.dhcpServer, winner)
  })
}

exchange('an address is probed from its offer on, while it is requested', async () => {
  const order: string[] = []
  const checkAddress = async (address: string) => {
    order.push(`probe ${address}`)
    return null
  }
  const onEvent = ({ event }: DhcpEvent) => order.push(event)
  await simulateExchange([dhcpServer(plain)], {}, { checkAddress, onEvent })
  assert.ok(order.indexOf('probe 192.0.2.91') < order.indexOf('DhcpRequestSent'), order.join())
})

exchange('an address in use is declined, and a new one requested', async () => {
  let taken = true
  const checkAddress = async () => {
    const mac = taken ? '02:00:00:00:00:09' : null
    taken = false
    return mac
  }
  const result = await simulateExchange([dhcpServer(plain)], {}, { checkAddress })
  assert.is(result.lease?.address, '192.0.2.91')
  assert.equal(types(result), ['DISCOVER', 'REQUEST', 'DECLINE', 'DISCOVER', 'REQUEST'])
  const decline = result.sent[2]
  assert.equal([decline?.options.requestedAddress, decline?.options.serverId], ['192.0.2.91', SERVER])
  assert.is(decline?.packet.ciaddr, '0.0.0.0')
})

/** How many addresses turned out to be in use after earlier exchanges, and what is sent then. */
const CONFLICTS_BEFORE: [number, string[]][] = [
  [1, ['DECLINE', 'DISCOVER', 'REQUEST']],
  [2, ['DECLINE']],
]
for (const [count, sent] of CONFLICTS_BEFORE) {
  exchange(
    `after ${count} exchanges whose address was in use, the last address is declined first`,
    async () => {
      const conflict = { server: SERVER, address: '192.0.2.77', mac: '02:00:00:00:00:09' }
      const result = await simulateExchange([dhcpServer(plain)], { conflicts: Array(count).fill(conflict) })
      assert.equal(types(result), sent)
      assert.is(result.sent[0]?.options.requestedAddress, '192.0.2.77')
      assert.is(result.lease === null, count === 2)
    },
  )
}

exchange('an address that is in use twice is an error with the MAC address of who uses it', async () => {
  const result = await simulateExchange(
    [dhcpServer(plain)],
    {},
    { checkAddress: async () => '02:00:00:00:00:09' },
  )
  assert.is(failure(result).code, 'E_NETWORK')
  assert.match(failure(result).message, '02:00:00:00:00:09')
  assert.is(types(result).filter((type) => type === 'DECLINE').length, 2)
})

exchange('without taking a lease, the offer is all: no REQUEST, no DECLINE', async () => {
  const options = { configFile: 'vm.cfg', mtu: 1400 }
  const dry = await simulateExchange([dhcpServer({ ...plain, options })], { lease: 'offer' })
  const taken = await simulateExchange([dhcpServer({ ...plain, options })])
  assert.equal(types(dry), ['DISCOVER'])
  assert.equal(dry.lease, taken.lease)
  const used = await simulateExchange(
    [dhcpServer(plain)],
    { lease: 'offer' },
    { checkAddress: async () => '02:00:00:00:00:09' },
  )
  assert.is(failure(used).code, 'E_NETWORK')
  assert.equal(types(used), ['DISCOVER'])
})

/** A packet that is not for us, or none at all; the reason told. */
const NOT_FOR_US: [string, (sent: Sent, good: Buffer) => { payload: Buffer; sourcePort?: number }, RegExp][] =
  [
    ['another xid', (_, good) => ({ payload: changed(good, 7) }), /^another transaction$/],
    ['another chaddr', (_, good) => ({ payload: changed(good, 33) }), /^another client: 00:16:3e:11:22:cc$/],
    [
      'another magic number',
      (_, good) => ({ payload: changed(good, 239) }),
      /^malformed: wrong magic number$/,
    ],
    [
      'a request',
      (_, good) => ({ payload: Buffer.concat([Buffer.of(1), good.subarray(1)]) }),
      /^not a reply$/,
    ],
    [
      'a cut-off packet',
      (_, good) => ({ payload: good.subarray(0, 100) }),
      /^malformed: 100 bytes are too few$/,
    ],
    [
      'a cut-off option',
      (_, good) => ({ payload: good.subarray(0, 242) }),
      /^malformed: option 53 says 1 bytes, has 0$/,
    ],
    [
      'an option longer than the packet',
      (_, good) => ({ payload: Buffer.from(good).fill(255, 241, 242) }),
      /^malformed: option 53 says 255 bytes/,
    ],
    ['nothing', () => ({ payload: Buffer.alloc(0) }), /^malformed: 0 bytes/],
    [
      'no message type',
      (sent) => ({ payload: replyTo(sent, { serverId: OTHER }) }),
      /^without message type$/,
    ],
    [
      'no server',
      (sent) => ({ payload: replyTo(sent, { messageType: 'OFFER' }) }),
      /^without server identifier$/,
    ],
    [
      'a server that cannot be',
      (sent) => ({ payload: replyTo(sent, { messageType: 'OFFER', serverId: '224.0.0.1' }) }),
      /^without server identifier$/,
    ],
    [
      'an offer of nothing',
      (sent) => ({ payload: replyTo(sent, { messageType: 'OFFER', serverId: OTHER }) }),
      /^OFFER without address$/,
    ],
    [
      'an ACK before its time',
      (sent) => ({
        payload: replyTo(sent, { messageType: 'ACK', serverId: OTHER }, { yiaddr: '192.0.2.66' }),
      }),
      /^ACK where an OFFER is due$/,
    ],
  ]

function changed(good: Buffer, at: number): Buffer {
  const bytes = Buffer.from(good)
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at)
  return bytes
}

for (const [what, bad, reason] of NOT_FOR_US) {
  exchange(`${what} is dropped, counted and told`, async () => {
    const other = { yiaddr: '192.0.2.66', siaddr: OTHER, file: 'evil' }
    const noise: Server = (sent) => {
      const good = replyTo(sent, { messageType: 'OFFER', serverId: OTHER }, other)
      return [{ source: OTHER, ...bad(sent, good) }]
    }
    const result = await simulateExchange([noise, dhcpServer(plain)])
    assert.is(result.lease?.bootFile, 'pxelinux.0')
    assert.match(drops(result)[0] ?? '', reason)
    const alone = failure(await simulateExchange([noise], { dhcpMs: 5000 }))
    assert.is(alone.code, 'E_DHCP_TIMEOUT')
    assert.match(alone.message, /; dropped: 2 \(/)
  })
}

exchange('an ACK for another address than the offered one is dropped', async () => {
  const liar: Server = (sent) =>
    sent.options.messageType === 'REQUEST'
      ? [
          {
            payload: replyTo(sent, { messageType: 'ACK', serverId: SERVER }, { yiaddr: '192.0.2.66' }),
            source: SERVER,
          },
        ]
      : []
  const result = await simulateExchange([liar, dhcpServer(plain)])
  assert.is(result.lease?.address, '192.0.2.91')
  assert.equal(drops(result), ['ACK for another address'])
})

exchange(
  'a flood is counted to the end but reported only ten times, and a limited number of offers is kept',
  async () => {
    const flood: Server = (sent) =>
      sent.options.messageType === 'DISCOVER'
        ? Array.from({ length: 500 }, (_, n) => ({
            payload: replyTo(
              sent,
              { messageType: 'OFFER', serverId: `198.51.${n >> 8}.${n & 255}` },
              { yiaddr: '192.0.2.66' },
            ),
            source: OTHER,
          }))
        : []
    const result = await simulateExchange([flood])
    assert.is(failure(result).code, 'E_NO_BOOT_SERVER')
    assert.is(drops(result).length, 10)
  },
)

exchange('the same offer over and over is one offer', async () => {
  const answer = dhcpServer({ ...plain, ...noBoot, options: { routers: [] } })
  const result = await simulateExchange([(sent) => Array.from({ length: 200 }, () => answer(sent)).flat()])
  assert.is(failure(result).code, 'E_NO_BOOT_SERVER')
  assert.equal(told(result), [
    'DhcpDiscoverSent',
    'DhcpOfferReceived',
    'DhcpOptionIgnored',
    'DhcpDiscoverSent',
  ])
})

exchange('an option whose bytes are not a valid value counts as absent, and an event says so', async () => {
  const { lease, events } = await simulateExchange([
    (sent) => {
      const [answer] = dhcpServer({ ...plain, options: { routers: [], mtu: 1400 } })(sent)
      return answer ? [answer] : []
    },
  ])
  assert.equal([lease?.gateway, lease?.mtu], [null, 1400])
  assert.ok(events.some((event) => event.event === 'DhcpOptionIgnored' && event.code === 3))
})

exchange('a signal ends it at once, with its reason if that is a BootError', async () => {
  const controller = new AbortController()
  const server: Server = () => {
    controller.abort()
    return []
  }
  const result = await simulateExchange([server], {}, { signal: controller.signal })
  assert.is(failure(result).code, 'E_CANCELLED')
  assert.is(result.tookMs, 0)
  const late = AbortSignal.abort(new BootError('E_TIMEOUT', { what: 'the run took too long' }))
  assert.is(failure(await simulateExchange([], {}, { signal: late })).code, 'E_TIMEOUT')
})

exchange.run()
