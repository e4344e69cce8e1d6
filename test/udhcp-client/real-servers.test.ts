import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exchangeDhcp, hearUnicasts } from '../support/dhcp-exchange.ts'
import { type DhcpPlan, dhcpd, dnsmasq, kea, udhcpd } from '../support/dhcp-servers.ts'
import { createNetwork, type Namespace, type TestNetwork } from '../support/network.ts'
import type { Running } from '../support/processes.ts'
import { needs } from '../support/requirements.ts'

const MAC = '00:16:3e:11:22:33'
const missing = needs('root', 'ip', 'dnsmasq', 'dhcpd', 'dhcrelay', 'kea-dhcp4')
if (missing) {
  console.log(`skipped: ${missing}`)
  process.exit(0)
}

const servers = suite<{ network: TestNetwork; guest: Namespace; running: Running[] }>(
  'DHCP with real servers',
)

servers.before.each(async (context) => {
  context.network = await createNetwork()
  context.guest = await context.network.join('guest', { mac: MAC })
  context.running = []
  await hearUnicasts(context.guest)
})
servers.after.each(async ({ network, running }) => {
  for (const server of running) await server.stop()
  await network.close()
})

const PLAN: DhcpPlan = {
  hosts: [{ mac: MAC, address: '192.0.2.91' }],
  nextServer: '192.0.2.7',
  bootFile: '/tftpboot/pxelinux.0',
  configFile: 'cfg/vm',
  pathPrefix: '/boot/',
}

for (const [name, start] of Object.entries({ dnsmasq, dhcpd, kea, udhcpd })) {
  servers(`${name}: the guest's address and what to boot`, async ({ network, guest, running }) => {
    running.push(await start(network.server, PLAN))
    const { lease, events } = await exchangeDhcp(guest, { mac: MAC })
    assert.is(lease?.address, '192.0.2.91')
    assert.is(lease?.prefixLength, 24)
    assert.is(lease?.dhcpServer, '192.0.2.1')
    assert.is(lease?.bootServer, '192.0.2.7')
    assert.is(lease?.bootFile, '/tftpboot/pxelinux.0')
    assert.is(lease?.configFile, 'cfg/vm')
    assert.is(lease?.pathPrefix, '/boot/')
    assert.is(lease?.leaseSeconds, 3600)
    assert.is(events.filter(({ event }) => event === 'DhcpDiscoverSent').length, 1)
  })
}

servers.run()
