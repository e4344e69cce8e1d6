import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { capture, chaddr } from './capture.ts'
import { dhcpd, dhcrelay, dnsmasq, kea, udhcpd } from './dhcp-servers.ts'
import { atftpd, nginx, tftpdHpa } from './file-servers.ts'
import { createNetwork } from './network.ts'
import { needs, unless } from './requirements.ts'
import { udhcpc } from './udhcpc.ts'
import { unpacked } from './unpacked.ts'

const MAC = '00:16:3e:11:22:33'
const servers = suite('servers for tests')
const test = unless(
  needs('root', 'ip', 'tcpdump', 'dnsmasq', 'dhcpd', 'kea-dhcp4', 'in.tftpd', 'nginx'),
  servers,
)

const PLAN = {
  hosts: [{ mac: MAC, address: '192.0.2.77' }],
  configFile: 'menus/a.cfg',
  pathPrefix: '/boot/',
  bootFile: 'x/pxelinux.0',
}

for (const [name, start] of Object.entries({ dnsmasq, dhcpd, kea, udhcpd })) {
  test(`${name} gives a guest its fixed address and the boot data of the plan`, async () => {
    const net = await createNetwork()
    try {
      await start(net.server, PLAN)
      const guest = await net.join('guest', { mac: MAC })
      const seen = await capture(net.server)
      const lease = await udhcpc(guest, ['-O', '209', '-O', '210'])
      assert.is(lease.ip, '192.0.2.77')
      assert.is(lease.siaddr, '192.0.2.1')
      assert.is(lease.boot_file, 'x/pxelinux.0')
      assert.is(lease.pxeconffile, 'menus/a.cfg')
      assert.is(lease.pxepathprefix, '/boot/')
      const frames = await seen.stop()
      assert.ok(frames.some((frame) => frame.source === MAC && chaddr(frame) === MAC))
    } finally {
      await net.close()
    }
  })
}

test('dhcrelay carries a guest of another bridge to the server', async () => {
  const net = await createNetwork()
  try {
    await net.join('relay', { address: '192.0.2.2/24' })
    const relay = await net.join('relay', {
      bridge: 'far0',
      interfaceName: 'far',
      address: '198.51.100.1/24',
    })
    await relay.check(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'])
    await net.server.check(['ip', 'route', 'add', '198.51.100.0/24', 'via', '192.0.2.2'])
    await dhcpd(net.server, { subnet: '198.51.100', nextServer: '192.0.2.1' }, [
      'subnet 192.0.2.0 netmask 255.255.255.0 {}',
    ])
    await dhcrelay(relay, 'far', 'eth0', '192.0.2.1')
    const lease = await udhcpc(await net.join('guest', { bridge: 'far0', mac: MAC }))
    assert.is(lease.ip, '198.51.100.100')
  } finally {
    await net.close()
  }
})

test('each file server serves the folder', async () => {
  const net = await createNetwork()
  try {
    const root = join(net.folder, 'root')
    mkdirSync(root)
    writeFileSync(join(root, 'file'), 'content')
    const get = join(net.folder, 'got')
    const client = await net.join('client', { address: '192.0.2.3/24' })
    for (const start of [tftpdHpa, atftpd]) {
      const server = await start(net.server, root)
      await client.check([unpacked('busybox'), 'tftp', '-g', '-l', get, '-r', 'file', '192.0.2.1'])
      assert.is(readFileSync(get, 'utf8'), 'content')
      await server.stop()
    }
    await nginx(net.server, root)
    assert.is(await client.check([unpacked('busybox'), 'wget', '-qO-', 'http://192.0.2.1/file']), 'content')
  } finally {
    await net.close()
  }
})

servers.run()
