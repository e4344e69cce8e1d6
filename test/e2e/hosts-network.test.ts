// Commands of `hosts` on a network: who is woken, which addresses are free, and who was heard there, with real servers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { capture } from '../support/capture.ts'
import { dhcpd, dnsmasq, kea } from '../support/dhcp-servers.ts'
import { createNetwork, type Namespace, type TestNetwork } from '../support/network.ts'
import { type Running, until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { udhcpc } from '../support/udhcpc.ts'
import { unpacked } from '../support/unpacked.ts'

const hosts = suite('hosts on a network')
const test = unless(needs('root', 'ip', 'tcpdump', 'dnsmasq', 'dhcpd', 'kea-dhcp4'), hosts)

const STORE = `[network "lab"]
subnet = 192.0.2.0/24
static = 192.0.2.1-192.0.2.99
bridge = xenbr0

[host "web1"]
mac = 00:16:3e:00:00:01
ip = 192.0.2.2

[host "web2"]
mac = 00:16:3e:00:00:02
ip = 192.0.2.3
bridge = other0

[host "nobody"]
ip = 192.0.2.4
`
const GUEST = '00:16:3e:00:00:41'

let net: TestNetwork
let guest: Namespace
hosts.before(async () => {
  if (needs('root', 'ip') !== null) return
  net = await createNetwork()
  await net.join('server', { bridge: 'other0', interfaceName: 'eth1' })
  guest = await net.join('guest', { mac: GUEST })
  writeFileSync(join(net.folder, 'hosts.ini'), STORE)
})
hosts.after(() => net?.close())

function call(...words: string[]) {
  const place = [`--hosts=${join(net.folder, 'hosts.ini')}`, `--state-dir=${join(net.folder, 'state')}`]
  return net.host.run(['bin/tspxeboot', 'hosts', ...words, ...place])
}

async function documentOf(...words: string[]) {
  const { status, stdout, stderr } = await call(...words, '--json')
  assert.is(status, 0, stderr)
  return JSON.parse(stdout)
}

test('wake sends the magic packet of each host on its bridge, and nothing else', async () => {
  const legs = await Promise.all(['eth0', 'eth1'].map((leg) => capture(net.server, leg)))
  const woken = await documentOf('wake', 'web[1-2]')
  const frames = await Promise.all(legs.map((leg) => leg.stop()))
  assert.equal(woken, [
    { name: 'web1', mac: '00:16:3e:00:00:01', device: 'xenbr0' },
    { name: 'web2', mac: '00:16:3e:00:00:02', device: 'other0' },
  ])
  for (const [leg, mac] of ['00163e000001', '00163e000002'].entries()) {
    const [frame, ...others] = frames[leg] ?? []
    assert.is(others.length, 0)
    assert.is(frame?.destination, 'ff:ff:ff:ff:ff:ff')
    assert.is(frame?.udp?.destinationPort, 9)
    assert.is(frame?.udp?.payload.toString('hex'), 'ff'.repeat(6) + mac.repeat(16))
  }
})

test('wake wakes nobody where one of the hosts cannot be woken', async () => {
  const leg = await capture(net.server)
  const { status, stderr } = await call('wake', 'web1', 'nobody')
  assert.is(status, 2)
  assert.match(stderr, /E_USAGE: nobody has no MAC address/)
  assert.is((await leg.stop()).length, 0)
})

test('free asks with --probe alone, and passes over who answers', async () => {
  const before = net.leftovers()
  assert.equal(await documentOf('free'), { ip: '192.0.2.1', name: 'host-1', network: 'lab' })
  assert.is((await documentOf('free', '--probe')).ip, '192.0.2.5')
  assert.equal(net.leftovers(), before)
})

test('add with --probe takes no address that somebody has', async () => {
  const [added] = await documentOf('add', 'new', '--probe')
  assert.is(added.ip, '192.0.2.5')
  assert.is((await call('remove', 'new')).status, 0)
})

const SERVERS: [string, string, (leases: string) => Promise<Running>][] = [
  ['dnsmasq', 'dnsmasq.leases', () => dnsmasq(net.server, { range: [5, 5] })],
  ['dhcpd', 'dhcpd.leases', () => dhcpd(net.server, { range: [5, 5] })],
  ['Kea', 'kea-leases4.csv', (leases) => kea(net.server, { range: [5, 5] }, { leases })],
]
for (const [program, file, start] of SERVERS) {
  test(`a lease of ${program} tells a stranger, and its address is not free`, async () => {
    const leases = join(net.server.folder, file)
    const server = await start(leases)
    const lease = await udhcpc(guest, ['-x', 'hostname:stranger'])
    await server.stop()
    assert.is(lease.ip, '192.0.2.5')
    const [found, ...others] = await documentOf('discover', `--leases=${leases}`)
    assert.equal(others, [])
    assert.equal(
      { mac: found.mac, ip: found.ip, name: found.name },
      { mac: GUEST, ip: '192.0.2.5', name: 'stranger' },
    )
    assert.is((await documentOf('free', '--probe', `--leases=${leases}`)).ip, '192.0.2.6')
  })
}

test('discover lists whom serve heard and gave no address', async () => {
  const serve = net.server.start([
    ...['bin/tspxeboot', 'serve', net.folder, '--interface=eth0'],
    ...[`--hosts=${join(net.folder, 'hosts.ini')}`, `--state-dir=${join(net.folder, 'state')}`],
  ])
  await until(() => serve.output().includes('192.0.2.1'), serve.output)
  const { status } = await guest.run([
    unpacked('busybox'),
    'udhcpc',
    '-i',
    'eth0',
    '-n',
    '-q',
    '-t',
    '2',
    '-T',
    '1',
  ])
  assert.is.not(status, 0)
  await serve.stop()
  const [found, ...others] = await documentOf('discover')
  assert.equal(others, [])
  assert.equal([found.mac, found.ip, typeof found.heard], [GUEST, null, 'string'])
})

hosts.run()
