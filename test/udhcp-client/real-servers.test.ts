import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decodePacket, OPTIONS, readOptions } from '../../src/udhcp-client/codec/index.ts'
import { capture, chaddr } from '../support/capture.ts'
import { type Exchanged, exchangeDhcp, standWithoutAddress } from '../support/dhcp-exchange.ts'
import {
  type DhcpPlan,
  dhcpd,
  dhcrelay,
  dnsmasq,
  dnsmasqProxy,
  kea,
  udhcpd,
} from '../support/dhcp-servers.ts'
import { listening } from '../support/listening.ts'
import { createNetwork, type Namespace, type TestNetwork } from '../support/network.ts'
import { until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const MAC = '00:16:3e:11:22:33'
const ADDRESS = '192.0.2.91'

const servers = suite('DHCP with real servers')
const test = unless(needs('root', 'ip', 'tcpdump', 'dnsmasq', 'dhcpd', 'dhcrelay', 'kea-dhcp4'), servers)

/** A network with the guest's place on it; all of it goes with the test. */
async function onNetwork(body: (network: TestNetwork, guest: Namespace) => Promise<void>): Promise<void> {
  const network = await createNetwork()
  try {
    const guest = await network.join('guest', { mac: MAC })
    await standWithoutAddress(guest)
    await body(network, guest)
  } finally {
    await network.close()
  }
}

const onlyAddress: DhcpPlan = {
  hosts: [{ mac: MAC, address: ADDRESS }],
  nextServer: '0.0.0.0',
  bootFile: null,
}
const count = ({ events }: Exchanged, name: string) => events.filter(({ event }) => event === name).length
const source = ({ events }: Exchanged, name: string) =>
  events.flatMap((event) => (event.event === 'DhcpBootValue' && event.name === name ? [event.source] : []))[0]

for (const [name, start] of Object.entries({ dnsmasq, dhcpd, kea, udhcpd })) {
  test(`${name}: the guest's address and what to boot`, () =>
    onNetwork(async ({ server }, guest) => {
      await start(server, {
        hosts: [{ mac: MAC, address: ADDRESS }],
        nextServer: '192.0.2.7',
        bootFile: '/tftpboot/pxelinux.0',
        configFile: 'cfg/vm',
        pathPrefix: '/boot/',
      })
      const wire = await capture(server)
      const result = await exchangeDhcp(guest, { mac: MAC })
      assert.is(result.lease?.address, ADDRESS)
      assert.is(result.lease?.prefixLength, 24)
      assert.is(result.lease?.dhcpServer, '192.0.2.1')
      assert.is(result.lease?.bootServer, '192.0.2.7')
      assert.is(result.lease?.bootFile, '/tftpboot/pxelinux.0')
      assert.is(result.lease?.configFile, 'cfg/vm')
      assert.is(result.lease?.pathPrefix, '/boot/')
      assert.is(result.lease?.leaseSeconds, 3600)
      assert.is(count(result, 'DhcpDiscoverSent'), 1)
      const frames = (await wire.stop()).filter((frame) => chaddr(frame) !== null)
      assert.equal(frames.map(chaddr), [MAC, MAC, MAC, MAC])
      const ours = frames.filter(({ udp }) => udp?.destinationPort === 67)
      assert.equal(
        ours.map((frame) => frame.source),
        [MAC, MAC],
      )
    }))

  test(`${name}: a dry run takes no lease`, () =>
    onNetwork(async ({ server }, guest) => {
      await start(server, {})
      const wire = await capture(server)
      const dry = await exchangeDhcp(guest, { mac: MAC, lease: 'offer' })
      const sent = (await wire.stop()).flatMap(({ udp }) =>
        udp?.destinationPort === 67 ? [udp.payload] : [],
      )
      const types = sent.map((payload) => readOptions(OPTIONS, decodePacket(payload).options).messageType)
      assert.equal(Array.from(new Set(types)), ['DISCOVER'])
      assert.match(dry.lease?.address ?? '', /^192\.0\.2\.1\d\d$/)
      assert.is(dry.lease?.bootFile, 'pxelinux.0')
    }))
}

test('dnsmasq: a lease is given back by RELEASE', () =>
  onNetwork(async ({ server }, guest) => {
    const running = await dnsmasq(server, {})
    const result = await exchangeDhcp(guest, { mac: MAC }, { release: true })
    assert.is(count(result, 'DhcpReleaseSent'), 1)
    await until(
      () => running.output().includes(`DHCPRELEASE(eth0) ${result.lease?.address} ${MAC}`),
      running.output,
    )
    assert.is(readFileSync(join(server.folder, 'dnsmasq.leases'), 'utf8').trim(), '')
  }))

test('dnsmasq: an address in use is declined, and another one comes', () =>
  onNetwork(async ({ server }, guest) => {
    const running = await dnsmasq(server, {})
    const result = await exchangeDhcp(guest, { mac: MAC }, { conflicts: 1 })
    const [first] = result.events.flatMap((event) =>
      event.event === 'DhcpDeclineSent' ? [event.address] : [],
    )
    await until(() => running.output().includes(`DHCPDECLINE(eth0) ${first} ${MAC}`), running.output)
    assert.ok(result.lease && result.lease.address !== first)
    const twice = await exchangeDhcp(guest, { mac: MAC }, { conflicts: 2 })
    assert.is(twice.error?.code, 'E_NETWORK')
  }))

test('dnsmasq: knows the guest by what the settings send', () =>
  onNetwork(async ({ server }, guest) => {
    const lines = [
      'dhcp-host=id:vm1,192.0.2.61',
      'dhcp-userclass=set:user,lab',
      'dhcp-vendorclass=set:vendor,anaconda',
      'dhcp-match=set:efi,option:client-arch,7',
      'tag-if=set:all,tag:user,tag:vendor,tag:efi',
      'dhcp-option=tag:all,209,all.cfg',
    ]
    await dnsmasq(server, {}, { lines })
    const settings = {
      clientId: Buffer.from('vm1').toString('hex'),
      userClass: 'lab',
      vendorClass: 'anaconda-Linux',
      arch: 7,
    }
    const { lease } = await exchangeDhcp(guest, { mac: MAC, ...settings })
    assert.equal([lease?.address, lease?.configFile], ['192.0.2.61', 'all.cfg'])
  }))

test('dnsmasq: routes, MTU, search list, renewal times', () =>
  onNetwork(async ({ server }, guest) => {
    const lines = [
      'dhcp-option=121,10.0.0.0/8,192.0.2.2,0.0.0.0/0,192.0.2.1',
      'dhcp-option=option:mtu,1400',
      'dhcp-option=option:dns-server,192.0.2.53,192.0.2.54',
      'dhcp-option=option:domain-search,a.example.org,b.example.org',
      'dhcp-option=option:T1,500',
      'dhcp-option=option:T2,900',
    ]
    await dnsmasq(server, {}, { lines })
    const { lease } = await exchangeDhcp(guest, { mac: MAC })
    assert.equal(lease?.routes, [
      { destination: '10.0.0.0', prefixLength: 8, gateway: '192.0.2.2' },
      { destination: '0.0.0.0', prefixLength: 0, gateway: '192.0.2.1' },
    ])
    assert.equal([lease?.mtu, lease?.renewSeconds, lease?.rebindSeconds], [1400, 500, 900])
    assert.equal(lease?.dnsServers, ['192.0.2.53', '192.0.2.54'])
    assert.equal(lease?.domains, ['a.example.org', 'b.example.org'])
  }))

test('dnsmasq: options 209 and 210 inside option 43', () =>
  onNetwork(async ({ server }, guest) => {
    const lines = ['dhcp-option=vendor:PXEClient,209,in43.cfg', 'dhcp-option=vendor:PXEClient,210,/in43/']
    await dnsmasq(server, {}, { lines })
    const result = await exchangeDhcp(guest, { mac: MAC })
    assert.equal([result.lease?.configFile, result.lease?.pathPrefix], ['in43.cfg', '/in43/'])
    assert.is(source(result, 'configFile'), 'option 209 in option 43')
  }))

test('dnsmasq as proxy next to a server that only assigns addresses', () =>
  onNetwork(async ({ server, join: joinNetwork, folder }, guest) => {
    const proxy = await joinNetwork('proxy', { address: '192.0.2.9/24' })
    await dhcpd(server, onlyAddress)
    await dnsmasqProxy(proxy, 'pxelinux', folder)
    for (const lease of ['offer', 'keep'] as const) {
      await standWithoutAddress(guest)
      const result = await exchangeDhcp(guest, { mac: MAC, lease })
      assert.equal([result.lease?.address, result.lease?.dhcpServer], [ADDRESS, '192.0.2.1'])
      assert.equal([result.lease?.bootServer, result.lease?.bootFile], ['192.0.2.9', 'pxelinux.0'])
    }
  }))

/** Lines for a menu of two boot files and the local disk. */
const MENU = [
  'pxe-prompt="Press F8",10',
  'pxe-service=x86PC,"Linux",linux/pxelinux',
  'pxe-service=x86PC,"Rescue",rescue/pxelinux',
  'pxe-service=x86PC,"Local disk",0',
]

async function proxyWithMenu({ join: joinNetwork, folder }: TestNetwork): Promise<void> {
  const proxy = await joinNetwork('proxy', { address: '192.0.2.9/24' })
  const lines = [
    ...['port=0', 'user=root', 'log-dhcp', 'interface=eth0', 'bind-interfaces', 'dhcp-range=192.0.2.0,proxy'],
    ...[`dhcp-leasefile=${join(folder, 'proxy.leases')}`, 'enable-tftp', `tftp-root=${folder}`, ...MENU],
  ]
  const words = lines.map((line) => `--${line.replaceAll('"', '')}`)
  await listening(proxy, proxy.start(['dnsmasq', '--no-daemon', '--conf-file=/dev/null', ...words]), 67)
}

test('dnsmasq as proxy with a menu: the first entry, another by its number, the local disk', () =>
  onNetwork(async (network, guest) => {
    await dhcpd(network.server, onlyAddress)
    await proxyWithMenu(network)
    for (const [pxeService, bootFile] of [
      [null, 'linux/pxelinux.0'],
      [1, 'rescue/pxelinux.0'],
    ] as const) {
      await standWithoutAddress(guest)
      const result = await exchangeDhcp(guest, { mac: MAC, pxeService })
      assert.equal([result.lease?.bootServer, result.lease?.bootFile], ['192.0.2.9', bootFile])
      assert.is(count(result, 'PxeMenuReceived'), 1)
      assert.is(count(result, 'PxeBootServerAsked'), 1)
    }
    const local = await exchangeDhcp(guest, { mac: MAC, pxeService: 2 })
    assert.is(local.lease?.localBoot, true)
  }))

test('dnsmasq with a menu and the addresses in one server', () =>
  onNetwork(async ({ server, folder }, guest) => {
    const plan = { hosts: onlyAddress.hosts ?? [], bootFile: null }
    await dnsmasq(server, plan, { tftpRoot: folder, lines: MENU })
    const { lease } = await exchangeDhcp(guest, { mac: MAC })
    assert.equal(
      [lease?.address, lease?.bootServer, lease?.bootFile],
      [ADDRESS, '192.0.2.1', 'linux/pxelinux.0'],
    )
  }))

test('dhcpd behind a relay', () =>
  onNetwork(async (network, guest) => {
    const relay = await network.join('relay', { address: '192.0.2.3/24' })
    await network.join('relay', { bridge: 'upstream', interfaceName: 'eth1', address: '198.51.100.3/24' })
    const far = await network.join('far', { bridge: 'upstream', address: '198.51.100.1/24' })
    await far.check(['ip', 'route', 'add', '192.0.2.0/24', 'via', '198.51.100.3'])
    await dhcpd(far, { hosts: [{ mac: MAC, address: ADDRESS }], nextServer: '198.51.100.1' }, [
      'subnet 198.51.100.0 netmask 255.255.255.0 { }',
    ])
    await dhcrelay(relay, 'eth0', 'eth1', '198.51.100.1')
    const result = await exchangeDhcp(guest, { mac: MAC })
    assert.equal([result.lease?.address, result.lease?.bootServer], [ADDRESS, '198.51.100.1'])
    const offer = result.events.find(({ event }) => event === 'DhcpOfferReceived')
    assert.equal(offer?.event === 'DhcpOfferReceived' && [offer.server, offer.relay], [
      '198.51.100.1',
      '192.0.2.3',
    ])
  }))

test('dhcpd that pings an address for a second before it offers it', () =>
  onNetwork(async ({ server }, guest) => {
    const running = await dhcpd(server, {}, ['ping-check true;', 'ping-timeout 1;'])
    const { lease } = await exchangeDhcp(guest, { mac: MAC })
    assert.match(lease?.address ?? '', /^192\.0\.2\.1\d\d$/)
    assert.not.match(running.output(), /abandon/i)
  }))

test('dhcpd that names the boot server in option 66 and the file in option 67 only', () =>
  onNetwork(async ({ server }, guest) => {
    await dhcpd(server, onlyAddress, [
      'option tftp-server-name "boot.example.org";',
      'option bootfile-name "pxelinux.0";',
      'option domain-name-servers 192.0.2.53;',
    ])
    const result = await exchangeDhcp(guest, { mac: MAC })
    assert.equal([result.lease?.bootServer, result.lease?.bootFile], ['boot.example.org', 'pxelinux.0'])
    assert.equal([source(result, 'bootServer'), source(result, 'bootFile')], ['option 66', 'option 67'])
  }))

test('a server that ignores the broadcast flag', () =>
  onNetwork(async ({ server }, guest) => {
    const command = [process.execPath, '--import', 'tsx', 'test/support/unicast-dhcp-server.ts']
    await listening(server, server.start(command), 67)
    const wire = await capture(server)
    const { lease } = await exchangeDhcp(guest, { mac: MAC })
    assert.is(lease?.address, ADDRESS)
    const answers = (await wire.stop()).filter(({ udp }) => udp?.destinationPort === 68)
    assert.equal(
      answers.map(({ destination, udp }) => [destination, udp?.destination]),
      [
        [MAC, ADDRESS],
        [MAC, ADDRESS],
      ],
    )
  }))

test('two servers: the one with boot information, and among two of those the wanted one', () =>
  onNetwork(async ({ server, join: joinNetwork }, guest) => {
    const second = await joinNetwork('second', { address: '192.0.2.2/24' })
    await udhcpd(server, { ...onlyAddress, range: [20, 30] })
    await kea(second, { nextServer: '192.0.2.2' })
    const best = await exchangeDhcp(guest, { mac: MAC, lease: 'offer' })
    assert.is(best.lease?.dhcpServer, '192.0.2.2')
    const third = await joinNetwork('third', { address: '192.0.2.3/24' })
    await dhcpd(third, { nextServer: '192.0.2.3', range: [200, 220] })
    for (const wanted of ['192.0.2.2', '192.0.2.3']) {
      const { lease } = await exchangeDhcp(guest, { mac: MAC, lease: 'offer', server: wanted })
      assert.is(lease?.dhcpServer, wanted)
    }
  }))

test('from a host with an address of its own: the same lease, and the same menu', () =>
  onNetwork(async (network) => {
    const host = await network.join('other-host', { address: '192.0.2.40/24' })
    await dhcpd(network.server, onlyAddress)
    await proxyWithMenu(network)
    const result = await exchangeDhcp(host, { mac: MAC }, { ownAddress: false })
    assert.is(result.lease?.address, ADDRESS)
    assert.equal([result.lease?.bootServer, result.lease?.bootFile], ['192.0.2.9', 'linux/pxelinux.0'])
  }))

test('nobody there: the error says so', () =>
  onNetwork(async (_network, guest) => {
    const none = await exchangeDhcp(guest, { mac: MAC, dhcpMs: 1000 })
    assert.is(none.error?.code, 'E_DHCP_TIMEOUT')
  }))

test('no such interface: the error says so', () =>
  onNetwork(async (_network, guest) => {
    const none = await exchangeDhcp(guest, { mac: MAC, interfaceName: 'eth7' })
    assert.is(none.error?.code, 'E_NETWORK')
    assert.match(none.error?.message ?? '', 'eth7')
  }))

servers.run()
