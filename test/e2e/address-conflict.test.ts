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

conflicts.run()
