// Routers and routes that a DHCP server gets wrong, or that only look wrong: PXELINUX would boot, and so do we.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, type Site, withSite } from './boots.ts'

const routes = suite('routers and routes of a lease')
const test = unless(needs('root', 'ip', 'dnsmasq'), routes)

const ADDRESS = '192.0.2.77'
/** On the server's link, but in no network that the guest is in. */
const FAR = '198.51.100.1'
const CONFIG = { 'pxelinux.cfg/default': `DEFAULT x\nLABEL x\nKERNEL tftp://${FAR}/vmlinuz\n` }

/** Boots with the kernel on FAR, where DHCP says `option`. */
async function bootFromFar({ net, tree, boot }: Site, option: string) {
  await net.server.check(['ip', 'address', 'add', `${FAR}/32`, 'dev', 'eth0'])
  const plan = { hosts: [{ mac: MAC, address: ADDRESS }] }
  await dnsmasq(net.server, plan, { tftpRoot: tree.root, lines: [`dhcp-option=${option}`] })
  const run = await boot()
  assert.is(run.status, 0, run.console)
  assert.is(run.kernel?.sha256, tree.kernel)
  return run
}

test('a guest that is its own router reaches everybody on its link (proxy ARP)', () =>
  withSite(CONFIG, async (site) => {
    const run = await bootFromFar(site, `3,${ADDRESS}`)
    assert.not.match(run.console, 'warning')
  }))

test('a route without a router leads to the link (RFC 3442)', () =>
  withSite(CONFIG, async (site) => {
    await bootFromFar(site, `121,${FAR}/32,0.0.0.0`)
  }))

test('a route by a broadcast address is a warning beside a good default route', () =>
  withSite(CONFIG, async (site) => {
    const run = await bootFromFar(site, '121,10.0.0.0/8,192.0.2.255,0.0.0.0/0,192.0.2.1')
    assert.match(run.console, 'warning: DHCP server 192.0.2.1 names the router 192.0.2.255')
  }))

test('a router that no host can be is a warning, and the next one is taken', () =>
  withSite(CONFIG, async (site) => {
    const run = await bootFromFar(site, '3,0.1.2.3,192.0.2.1')
    assert.match(run.console, 'warning: DHCP server 192.0.2.1 names the router 0.1.2.3')
  }))

routes.run()
