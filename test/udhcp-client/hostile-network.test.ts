import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exchangeDhcp, standWithoutAddress } from '../support/dhcp-exchange.ts'
import { listening } from '../support/listening.ts'
import { createNetwork } from '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'

const hostile = suite('DHCP on a hostile network')
const test = unless(needs('root', 'ip'), hostile)

const MAC = '00:16:3e:11:22:33'
const LIMIT_MS = 5000
/** A lease that a damaged reply happens to give, or one of these. */
const ERRORS = ['E_DHCP_TIMEOUT', 'E_DHCP_NAK', 'E_NO_BOOT_SERVER']

test('ten thousand damaged replies to every question: it ends in time, with a lease or an error of its own', async () => {
  const network = await createNetwork()
  try {
    const guest = await network.join('guest', { mac: MAC })
    await standWithoutAddress(guest)
    await network.server.check(['ip', 'route', 'replace', 'broadcast', '255.255.255.255', 'dev', 'eth0'])
    for (const seed of [1, 2]) {
      const command = [process.execPath, '--import', 'tsx', 'test/support/hostile-dhcp-server.ts']
      const server = await listening(
        network.server,
        network.server.start([...command, '10000', String(seed)]),
        67,
      )
      const { lease, error, events } = await exchangeDhcp(guest, { mac: MAC, dhcpMs: LIMIT_MS })
      assert.ok(lease !== null || ERRORS.includes(error?.code ?? ''), error?.message ?? '')
      assert.ok(events.some(({ event }) => event === 'DhcpPacketDropped'))
      assert.ok(events.length < 300, `${events.length} events`)
      await server.stop()
      await standWithoutAddress(guest)
    }
  } finally {
    await network.close()
  }
})

hostile.run()
