// The hosts of a libvirt network, by libvirt's own test driver: its network `default` is new for each virsh.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { libvirtText, updateLibvirt } from '../../../src/hosts/outputs/libvirt.ts'
import { hostStore, LAB } from '../../support/host-store.ts'
import { refusal } from '../../support/refusal.ts'
import { needs, unless } from '../../support/requirements.ts'

const libvirt = suite('the hosts of a libvirt network')
const test = unless(needs('virt-xml-validate'), libvirt)

libvirt.before(() => {
  process.env.LIBVIRT_DEFAULT_URI = 'test:///default'
})

const textOf = (network: string) =>
  libvirtText(network, hostStore(LAB.replaceAll('192.0.2.', '192.168.122.')).hosts)

libvirt('are an element a host', () => {
  assert.is(
    textOf('default'),
    "<network name='default'>\n  <host mac='00:16:3e:11:22:33' name='web1' ip='192.168.122.10'/>\n</network>\n",
  )
})

test('libvirt takes them', () => updateLibvirt('', textOf('default')))

test('one that it no longer has needs no removal', () => updateLibvirt(textOf('default'), ''))

test('a network that is not there is an error with what virsh says', async () => {
  const error = await refusal(updateLibvirt('', textOf('nowhere')))
  assert.is(error.code, 'E_HOSTS_APPLY')
  assert.match(error.message, /^virsh net-info nowhere: .*nowhere/)
})

libvirt.run()
