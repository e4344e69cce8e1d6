// A whole boot from each real server, called as libxl calls a bootloader.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { capture, chaddr } from '../support/capture.ts'
import { dhcpd, dnsmasq, kea, udhcpd } from '../support/dhcp-servers.ts'
import { atftpd, tftpdHpa } from '../support/file-servers.ts'
import { needs, unless } from '../support/requirements.ts'
import { udhcpc } from '../support/udhcpc.ts'
import { addressIn, MAC, type Site, withSite } from './boots.ts'

const servers = suite('a boot from real servers')
const test = unless(needs('root', 'ip', 'tcpdump', 'dnsmasq', 'dhcpd', 'kea-dhcp4', 'in.tftpd'), servers)

const SERVERS: Record<string, (site: Site) => Promise<unknown>> = {
  'dnsmasq for DHCP and TFTP': ({ net, tree }) => dnsmasq(net.server, {}, { tftpRoot: tree.root }),
  'ISC dhcpd with tftpd-hpa': ({ net, tree }) =>
    Promise.all([dhcpd(net.server, {}), tftpdHpa(net.server, tree.root)]),
  'ISC dhcpd with atftpd': ({ net, tree }) =>
    Promise.all([dhcpd(net.server, {}), atftpd(net.server, tree.root)]),
  'busybox udhcpd with tftpd-hpa': ({ net, tree }) =>
    Promise.all([udhcpd(net.server, {}), tftpdHpa(net.server, tree.root)]),
  'Kea with atftpd': ({ net, tree }) => Promise.all([kea(net.server, {}), atftpd(net.server, tree.root)]),
}

for (const [name, start] of Object.entries(SERVERS)) {
  test(name, () =>
    withSite({}, async (site) => {
      const { net, tree, boot } = site
      await start(site)
      const before = net.leftovers()
      const seen = await capture(net.server)

      const run = await boot()
      const frames = await seen.stop()
      assert.is(run.status, 0, run.console)
      assert.equal([run.kernel?.sha256, run.ramdisk?.sha256], [tree.kernel, tree.initrd])
      assert.is(run.cmdline, 'root=/dev/nfs ip=dhcp quiet')
      assert.equal(run.warnings, [])
      assert.equal(run.left, [])

      const address = addressIn(run)
      const hexAddress = Buffer.from(address.split('.').map(Number)).toString('hex').toUpperCase()
      const lines = run.console.split('\r\n')
      assert.ok(
        lines.includes(`tspxeboot: requesting info for MAC address ${MAC.toUpperCase()}`),
        run.console,
      )
      assert.ok(
        lines.includes(`tspxeboot: getting cfg for IP ${address} (${hexAddress}) from server 192.0.2.1`),
        run.console,
      )
      assert.ok(lines.includes('tspxeboot: downloading kernel tftp://192.0.2.1/vmlinuz'), run.console)
      assert.ok(lines.includes('tspxeboot: downloading initrd tftp://192.0.2.1/initrd.img'), run.console)

      const serverMac = (await net.server.check(['cat', '/sys/class/net/eth0/address'])).trim()
      const senders = new Set(frames.map((frame) => frame.source))
      senders.delete(serverMac)
      assert.equal([...senders], [MAC], 'all that the server saw came from the guest’s MAC')
      assert.equal([...new Set(frames.map(chaddr).filter((mac) => mac !== null))], [MAC])

      assert.equal(net.leftovers(), before)
      const lease = await udhcpc(await net.join('guest', { mac: MAC }))
      assert.is(lease.ip, address, 'the guest itself gets the same address later')
    }),
  )
}

servers.run()
