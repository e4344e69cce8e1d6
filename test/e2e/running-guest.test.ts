// A guest that runs already, on this host or behind the uplink: its connections live on, whatever tspxeboot does.
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONFIG } from '../support/boot-tree.ts'
import { capture, chaddr, type Frame } from '../support/capture.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { explain } from '../support/explain.ts'
import { mockBootServer } from '../support/mock-boot.ts'
import { BRIDGE, type Namespace, type TestNetwork } from '../support/network.ts'
import { type Running, until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { assertFailed, MAC, PROGRAM, type Site, withSite } from './boots.ts'

const running = suite('a guest that runs')
const test = unless(needs('root', 'ip', 'dnsmasq', 'tcpdump'), running)

const ADDRESS = '192.0.2.77'
const SMALL = { 'initrd.img': 'i'.repeat(1001) }
const words = [MAC, `--bridge=${BRIDGE}`]

const ECHO = `
import socketserver
class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(100):
            self.request.sendall(data)
socketserver.ThreadingTCPServer(('0.0.0.0', 7777), Echo).serve_forever()`

/** Says a word every 20 ms, and "count N" for each that came back; ends with the error where the connection breaks. */
const TALK = `
import socket, time
peer = socket.create_connection(('${ADDRESS}', 7777), timeout=30)
for n in range(100000):
    peer.sendall(b'word')
    peer.recv(100)
    print('count', n, flush=True)
    time.sleep(0.02)`

/** What becomes of a connection to an address where nobody should answer: "no answer", or what came. */
const KNOCK = (address: string): string => `
import socket
try:
    socket.create_connection(('${address}', 7777), timeout=1.5)
    print('connected')
except TimeoutError:
    print('no answer')
except OSError as error:
    print(error)`

const python = (code: string): string[] => ['python3', '-c', code]

/** The guest as it runs: on a port of the bridge, with its address, and somebody talks to it. */
async function startGuest(net: TestNetwork, server: Namespace): Promise<Running> {
  const guest = await net.join('guest', { mac: MAC, address: `${ADDRESS}/24` })
  guest.start(python(ECHO))
  await until(
    () => guest.run(['ss', '-Hltn']).then(({ stdout }) => stdout.includes(':7777')),
    () => '',
  )
  const talk = server.start(python(TALK))
  await until(() => talk.output().includes('count 3'), talk.output)
  return talk
}

/** The connection is alive: more words come back than up to now. */
async function assertTalks(talk: Running): Promise<void> {
  const words = talk.output().length
  await until(
    () => talk.output().length > words,
    () => `silent after ${talk.output().slice(-100)}`,
  )
  assert.not.match(talk.output(), /Error/)
}

/** A guest that DHCP knows, in a network where all is served that it needs. */
async function withGuest(body: (site: Site & { talk: Running }) => Promise<void>): Promise<void> {
  await withSite(SMALL, async (site) => {
    const { net, tree } = site
    await dnsmasq(net.server, { hosts: [{ mac: MAC, address: ADDRESS }] }, { tftpRoot: tree.root })
    const talk = await startGuest(net, net.server)
    await body({ ...site, talk })
  })
}

/** DHCP was asked about the guest, and never by its own addresses. */
function assertNobodyPlays(frames: Frame[]): void {
  const asked = frames.filter((frame) => frame.udp?.destinationPort === 67 && chaddr(frame) === MAC)
  assert.ok(asked.length > 0, 'DISCOVERs')
  for (const { source } of asked) assert.is.not(source, MAC)
  assert.equal(
    frames.filter(({ udp }) => udp?.source === ADDRESS),
    [],
  )
}

for (const more of [[], ['--download'], ['--as-guest'], ['--take-lease']]) {
  test(`is explained as far as its lease, and notices nothing: ${more.join(' ') || 'as it is'}`, () =>
    withGuest(async ({ net, talk }) => {
      const wire = await capture(net.server, 'eth0', 'udp port 67 or udp port 68 or udp port 69')
      const explained = await explain(net.host, PROGRAM, [...words, ...more])
      assert.is(explained.status, 1)
      assert.is(explained.guest.running, true)
      assert.is(explained.lease?.address, ADDRESS)
      assert.is(explained.error?.code, 'E_NETWORK')
      assert.match(explained.error?.message ?? '', /runs already \(seen behind the port leg2 of xenbr0\)/)
      await assertTalks(talk)
      assertNobodyPlays(await wire.stop())
    }))
}

for (const more of [[], ['--download']]) {
  test(`is explained to the end where the host has an address on the bridge: ${more.join(' ') || 'as it is'}`, () =>
    withGuest(async ({ net, talk }) => {
      await net.host.check(['ip', 'address', 'add', '192.0.2.3/24', 'dev', BRIDGE])
      const explained = await explain(net.host, PROGRAM, [...words, ...more])
      assert.is(explained.error, null)
      assert.is(explained.guest.running, true)
      assert.is(explained.outcome, 'boot')
      await assertTalks(talk)
    }))
}

test('is not booted, and nothing is made; --force boots it', () =>
  withGuest(async ({ net, talk, boot }) => {
    const wire = await capture(net.server, 'eth0', 'udp port 67')
    const refused = await boot()
    assertFailed(refused, 'E_NETWORK')
    assert.match(refused.console, /runs already: it was seen behind the port leg2 of xenbr0.*--force/)
    assert.equal(await wire.stop(), [])
    await assertTalks(talk)
    const forced = await boot({ bootloaderArgs: [`mac=${MAC}`, `bridge=${BRIDGE}`, '--force'] })
    assert.is(forced.status, 0, forced.console)
  }))

/** The guest on another host, reached by an uplink (a VXLAN): this host has seen it, with ARP or without. */
async function withGuestElsewhere(
  body: (site: Site & { elsewhere: Namespace }) => Promise<void>,
): Promise<void> {
  await withSite(SMALL, async (site) => {
    const { net, tree } = site
    await dnsmasq(net.server, { hosts: [{ mac: MAC, address: ADDRESS }] }, { tftpRoot: tree.root })
    const elsewhere = await net.join('elsewhere', { bridge: 'under0', address: '198.51.100.2/24' })
    await net.host.check(['ip', 'address', 'add', '198.51.100.1/24', 'dev', 'under0'])
    const tunnel = (remote: string) => ['type', 'vxlan', 'id', '5', 'dstport', '4789', 'remote', remote]
    await net.host.check(['ip', 'link', 'add', 'up0', ...tunnel('198.51.100.2')])
    await net.host.check(['ip', 'link', 'set', 'up0', 'master', BRIDGE, 'up'])
    await elsewhere.check(['ip', 'link', 'add', 'card0', 'address', MAC, ...tunnel('198.51.100.1')])
    await elsewhere.check(['ip', 'address', 'add', `${ADDRESS}/24`, 'dev', 'card0'])
    await elsewhere.check(['ip', 'link', 'set', 'card0', 'up'])
    // One packet of it, for the bridge to learn.
    await elsewhere.run(['curl', '--silent', '--max-time', '1', 'http://192.0.2.1:9/'])
    await body({ ...site, elsewhere })
  })
}

test('behind the uplink is found by ARP, and not booted', () =>
  withGuestElsewhere(async ({ boot }) => {
    const refused = await boot()
    assertFailed(refused, 'E_NETWORK')
    assert.match(refused.console, /was seen behind the uplink up0 of xenbr0: it may run on another host/)
    assert.match(refused.console, /runs already: it was seen on xenbr0, where 192\.0\.2\.77 answers/)
  }))

for (const more of [[], ['--as-guest'], ['--download'], ['--take-lease']]) {
  test(`behind the uplink is found by ARP in a dry run: ${more.join(' ') || 'as it is'}`, () =>
    withGuestElsewhere(async ({ net }) => {
      const wire = await capture(net.server, 'eth0', 'udp port 67 or udp port 69')
      const explained = await explain(net.host, PROGRAM, [...words, ...more])
      assert.is(explained.error?.code, 'E_NETWORK')
      assert.is(explained.guest.running, true)
      assert.is(explained.lease?.address, ADDRESS)
      assert.is(explained.lease?.bootServer, '192.0.2.1')
      assertNobodyPlays(await wire.stop())
      const released = explained.events.filter(({ event }) => event === 'DhcpReleaseSent')
      assert.equal(released, [])
    }))
}

test("behind the uplink is found by ARP, and explained to the end from the host's address", () =>
  withGuestElsewhere(async ({ net }) => {
    await net.host.check(['ip', 'address', 'add', '192.0.2.3/24', 'dev', BRIDGE])
    const explained = await explain(net.host, PROGRAM, words)
    assert.is(explained.error, null)
    assert.is(explained.guest.running, true)
    assert.is(explained.outcome, 'boot')
  }))

test('that was behind the uplink and answers no more is booted, with a warning', () =>
  withGuestElsewhere(async ({ elsewhere, boot }) => {
    await elsewhere.check(['ip', 'link', 'set', 'card0', 'down'])
    const booted = await boot()
    assert.is(booted.status, 0, booted.console)
    assert.match(booted.console, /was seen behind the uplink up0 of xenbr0: it may run on another host/)
  }))

test('that the host itself speaks to is found before anything is sent', () =>
  withGuestElsewhere(async ({ net, boot }) => {
    await net.host.check(['ip', 'address', 'add', '192.0.2.3/24', 'dev', BRIDGE])
    await net.host.run(['curl', '--silent', '--max-time', '1', `http://${ADDRESS}:9/`])
    const wire = await capture(net.server, 'eth0', 'udp port 67')
    const refused = await boot()
    assertFailed(refused, 'E_NETWORK')
    assert.equal(await wire.stop(), [])
  }))

test('that starts in the middle of a boot gets no reset from it: what it did not open is not answered', () =>
  withSite({}, async ({ net }) => {
    const files = { 'pxelinux.cfg/default': CONFIG, vmlinuz: 300_000, 'initrd.img': 200_000 }
    await mockBootServer(net.server, { files, tftp: 'stops' })
    const boot = net.host.start([
      PROGRAM,
      `mac=${MAC}`,
      `bridge=${BRIDGE}`,
      `--output-directory=${net.folder}/out`,
    ])
    try {
      await until(() => boot.output().includes('downloading initrd'), boot.output)
      const address = /getting cfg for IP ([\d.]+) /.exec(boot.output())?.[1] ?? ''
      assert.is((await net.server.check(python(KNOCK(address)))).trim(), 'no answer')
    } finally {
      await boot.stop()
    }
  }))

test('gets no answer in its name before there is a lease', () =>
  withSite({}, async ({ net }) => {
    const looking = explain(net.host, PROGRAM, [...words, '--as-guest', '--dhcp-timeout=4'])
    const neighbour = ['ip', 'neigh', 'replace', ADDRESS, 'lladdr', MAC, 'dev', 'eth0']
    await net.server.check(neighbour)
    const wire = await capture(net.server, 'eth0', `ether src ${MAC}`)
    await sleep(1500)
    assert.is((await net.server.check(python(KNOCK(ADDRESS)))).trim(), 'no answer')
    await looking
    const frames = await wire.stop()
    assert.ok(frames.length > 0, 'DISCOVERs')
    assert.equal(
      frames.filter((frame) => chaddr(frame) === null),
      [],
    )
  }))

running.run()
