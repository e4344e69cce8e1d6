// Where the guest's network can be: a bridge that is named or found, a device that is not a bridge, the host's own interface.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { capture, chaddr } from '../support/capture.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { BRIDGE } from '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'
import { assertFailed, MAC, PROGRAM, type Site, withSite } from './boots.ts'

const places = suite('the place on the network')
const test = unless(needs('root', 'ip', 'tcpdump', 'dnsmasq'), places)

/** A boot that succeeds, and the Ethernet addresses and chaddrs that the server saw of it. */
async function bootAndWatch({ net, tree, boot }: Site, words: string[]) {
  await dnsmasq(net.server, {}, { tftpRoot: tree.root })
  const before = net.leftovers()
  const seen = await capture(net.server)
  const run = await boot({ bootloaderArgs: [`mac=${MAC}`, ...words] })
  const frames = await seen.stop()
  assert.is(run.status, 0, run.console)
  assert.equal([run.kernel?.sha256, run.ramdisk?.sha256], [tree.kernel, tree.initrd])
  assert.equal(net.leftovers(), before)
  const serverMac = (await net.server.check(['cat', '/sys/class/net/eth0/address'])).trim()
  const senders = [...new Set(frames.map(({ source }) => source))].filter((mac) => mac !== serverMac)
  return { senders, clients: [...new Set(frames.map(chaddr).filter((mac) => mac !== null))], run }
}

/** A device of the host that is not a bridge: one end of a veth whose other end is a port of the bridge. */
async function addDevice({ net }: Site): Promise<void> {
  await net.host.check(['ip', 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'uplinkport'])
  await net.host.check(['ip', 'link', 'set', 'uplinkport', 'master', BRIDGE, 'up'])
  await net.host.check(['ip', 'link', 'set', 'uplink', 'up'])
}

test('is xenbr0 where nobody says', () =>
  withSite({}, async (site) => {
    await site.net.join('elsewhere', { bridge: 'br-other' })
    const { senders } = await bootAndWatch(site, [])
    assert.equal(senders, [MAC])
  }))

test('is a device that is not a bridge, by a macvlan with the guest’s MAC', () =>
  withSite({}, async (site) => {
    await addDevice(site)
    const { senders, clients } = await bootAndWatch(site, ['--interface=uplink'])
    assert.equal([senders, clients], [[MAC], [MAC]])
  }))

test('is a bridge that --interface names', () =>
  withSite({}, async (site) => {
    const { senders } = await bootAndWatch(site, [`--interface=${BRIDGE}`])
    assert.equal(senders, [MAC])
  }))

test('is the host’s own interface with --network=host: its Ethernet and IP address, the guest’s chaddr', () =>
  withSite({}, async (site) => {
    await site.net.host.check(['ip', 'address', 'add', '192.0.2.9/24', 'dev', BRIDGE])
    const hostMac = (await site.net.host.check(['cat', `/sys/class/net/${BRIDGE}/address`])).trim()
    const { senders, clients, run } = await bootAndWatch(site, ['--network=host', `--bridge=${BRIDGE}`])
    assert.equal([senders, clients], [[hostMac], [MAC]])
    assert.match(run.console, 'from server 192.0.2.1')
  }))

/** The device and inode numbers of the kernel's file while it is written, from now on. */
function watchKernel(folder: string): { seen(): string[] } {
  const seen = new Set<string>()
  const timer = setInterval(() => {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const status = statSync(join(folder, name), { throwIfNoEntry: false })
      if (/^\.kernel\..*\.part$/.test(name) && status) seen.add(`${status.dev}:${status.ino}`)
    }
  }, 10)
  return {
    seen() {
      clearInterval(timer)
      return [...seen]
    },
  }
}

for (const [mode, isCopy] of [
  ['guest', false],
  ['host', true],
] as const) {
  test(`${isCopy ? 'has' : 'needs no'} copies of what the client wrote handed over with --network=${mode}`, () =>
    withSite({}, async ({ net, tree }) => {
      await net.host.check(['ip', 'address', 'add', '192.0.2.9/24', 'dev', BRIDGE])
      await dnsmasq(net.server, {}, { tftpRoot: tree.root })
      const folder = join(net.folder, 'out')
      const words = [`mac=${MAC}`, `--network=${mode}`, `--bridge=${BRIDGE}`, `--output-directory=${folder}`]
      const watch = watchKernel(folder)
      const stdout = await net.host.check([PROGRAM, ...words, '--output-format=json'])
      const written = watch.seen()
      const { dev, ino } = statSync(JSON.parse(stdout).kernel.path)
      assert.is(written.length > 0, true)
      assert.is(written[0] !== `${dev}:${ino}`, isCopy)
    }))
}

test('is the host’s own network, where a boot server can name none of the host’s services', () =>
  withSite(
    { 'pxelinux.cfg/default': 'DEFAULT l\nLABEL l\n  KERNEL http://127.0.0.1/vmlinuz\n' },
    async ({ net, tree, boot }) => {
      await net.host.check(['ip', 'address', 'add', '192.0.2.9/24', 'dev', BRIDGE])
      await dnsmasq(net.server, {}, { tftpRoot: tree.root })
      const run = await boot({ bootloaderArgs: [`mac=${MAC}`, '--network=host', `--bridge=${BRIDGE}`] })
      assertFailed(run, 'E_FETCH_DENIED')
    },
  ))

test('is not a device that --bridge names but that is not a bridge', () =>
  withSite({}, async (site) => {
    await addDevice(site)
    const run = await site.boot({ bootloaderArgs: [`mac=${MAC}`, 'bridge=uplink'] })
    assertFailed(run, 'E_NETWORK')
    assert.match(run.console, 'uplink is not a Linux bridge')
    assert.match(run.console, '--interface=uplink')
  }))

test('leaves the bridge its own address', () =>
  withSite({}, async (site) => {
    const address = () => site.net.host.check(['cat', `/sys/class/net/${BRIDGE}/address`])
    const before = await address()
    await bootAndWatch(site, [`--bridge=${BRIDGE}`])
    assert.is(await address(), before)
  }))

places.run()
