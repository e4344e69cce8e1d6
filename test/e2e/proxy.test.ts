// Whole boots where `serve --proxy` says what to boot and dnsmasq gives the addresses.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { listening } from '../support/listening.ts'
import type { Namespace } from '../support/network.ts'
import { until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { udhcpc } from '../support/udhcpc.ts'
import { MAC, PROGRAM, type Site, withSite } from './boots.ts'

const proxies = suite('a proxy beside a DHCP server')
const test = unless(needs('root', 'ip', 'dnsmasq'), proxies)

async function proxy({ tree }: Site, place: Namespace, ...words: string[]) {
  const command = [PROGRAM, 'serve', tree.root, '--interface=eth0', '--proxy', ...words]
  return listening(place, place.start(command), 4011)
}

async function assertBoots({ boot, tree }: Site, from: string) {
  const run = await boot()
  assert.is(run.status, 0, run.console)
  assert.match(run.console, /getting cfg for IP 192\.0\.2\.1\d\d /)
  assert.match(run.console, `downloading kernel tftp://${from}/vmlinuz`)
  assert.is(run.kernel?.sha256, tree.kernel)
}

test('on another host: guests boot, and other clients hear nothing of it', () =>
  withSite({}, async (site) => {
    await dnsmasq(site.net.server, { bootFile: null })
    const place = await site.net.join('boot', { address: '192.0.2.2/24' })
    const serving = await proxy(site, place)
    await assertBoots(site, '192.0.2.2')
    const offered = `dhcp ${MAC} discover: offer 0.0.0.0 pxelinux.0 (server 192.0.2.2)`
    await until(() => serving.output().includes(offered), serving.output)
    const laptop = await site.net.join('laptop', { mac: '00:16:3e:00:00:09' })
    const lease = await udhcpc(laptop)
    assert.equal([lease.serverid, lease.boot_file], ['192.0.2.1', undefined])
    assert.not.match(serving.output(), '00:16:3e:00:00:09')
  }))

test('on the same host, asked again on port 4011', () =>
  withSite({}, async (site) => {
    const { server, folder } = site.net
    await dnsmasq(server, { bootFile: null })
    const file = join(folder, 'words.ini')
    // A boot menu: boot server type 1 is 192.0.2.1, and stands in the menu as "boot", which is taken at once.
    const menu = '08 07 0001 01 c0000201  09 07 0001 04 626f6f74  0a 01 00  ff'
    writeFileSync(file, `[dhcp]\noption-43 = hex:${menu.replaceAll(' ', '')}\n`)
    const serving = await proxy(site, server, `--reservations=${file}`)
    await assertBoots(site, '192.0.2.1')
    await until(
      () => serving.output().includes(`dhcp ${MAC} request: ack 0.0.0.0 pxelinux.0`),
      serving.output,
    )
  }))

proxies.run()
