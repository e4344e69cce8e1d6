// Whole boots where the address that DHCP offers is somebody's already (RFC 2131 section 3.1, RFC 5227).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { addressIn, MAC, withSite } from './boots.ts'

const conflicts = suite('an address that is taken')
const test = unless(needs('root', 'ip', 'dnsmasq'), conflicts)

const TAKEN = '192.0.2.91'

test('is declined, and the guest boots with another', () =>
  withSite({ 'pxelinux.cfg/default': 'DEFAULT x\nLABEL x\nKERNEL vmlinuz\n' }, async (site) => {
    const { net, tree, boot } = site
    const holder = await net.join('holder', { mac: '00:16:3e:00:00:99' })
    await holder.check(['ip', 'address', 'add', `${TAKEN}/24`, 'dev', 'eth0'])
    const plan = { hosts: [{ mac: MAC, address: TAKEN }], bootFile: 'pxelinux.0' }
    const server = await dnsmasq(net.server, plan, { tftpRoot: tree.root, lines: ['no-ping'] })
    const run = await boot()
    assert.is(run.status, 0, run.console)
    assert.is.not(addressIn(run), TAKEN)
    await until(() => server.output().includes(`DHCPDECLINE(eth0) ${TAKEN} ${MAC}`), server.output)
  }))

/** Answers each ARP probe for TAKEN, twice as late as the boot waits before it uses an address. */
const LATE_HOLDER = `
import socket, time
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
link.bind(('eth0', 0))
own, taken = link.getsockname()[4], socket.inet_aton('${TAKEN}')
print('listening', flush=True)
while True:
    probe = link.recv(64)
    asker = probe[22:28]
    if probe[20:22] != b'\\0\\1' or probe[28:32] != bytes(4) or probe[38:42] != taken: continue
    time.sleep(0.1)
    link.send(asker + own + probe[12:20] + b'\\0\\2' + own + taken + asker + bytes(4))
`

unless(needs('root', 'ip', 'dnsmasq', 'python3'), conflicts)(
  'is declined as well if its holder answers once the boot uses it, and the boot begins anew',
  () =>
    withSite({ 'pxelinux.cfg/default': 'DEFAULT x\nLABEL x\nKERNEL vmlinuz\n' }, async (site) => {
      const { net, tree, boot } = site
      const holder = await net.join('holder', { mac: '00:16:3e:00:00:99' })
      const late = holder.start(['python3', '-c', LATE_HOLDER])
      await until(() => late.output().includes('listening'), late.output)
      const plan = { hosts: [{ mac: MAC, address: TAKEN }], bootFile: 'pxelinux.0' }
      const server = await dnsmasq(net.server, plan, { tftpRoot: tree.root, lines: ['no-ping'] })
      const run = await boot()
      assert.is(run.status, 0, run.console)
      assert.is(run.console.match(/requesting info/g)?.length, 2, run.console)
      const addresses = [...run.console.matchAll(/getting cfg for IP ([\d.]+) /g)].map(
        ([, address]) => address,
      )
      assert.is.not(addresses.at(-1), TAKEN)
      await until(() => server.output().includes(`DHCPDECLINE(eth0) ${TAKEN} ${MAC}`), server.output)
    }),
)

conflicts.run()
