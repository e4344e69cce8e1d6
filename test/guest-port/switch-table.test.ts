// What ovs-appctl prints, as ovs-vswitchd(8) shows it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { macTable, portNames } from '../../src/guest-port/switch-table.ts'

const table = suite("Open vSwitch's tables")

const FDB = ` port  VLAN  MAC                Age
LOCAL     0  9a:4b:37:0d:10:41    1
    1     0  00:16:3E:11:22:33   12
    2   100  52:54:00:aa:bb:cc    0
`
const PORTS = `system@ovs-system: hit:31 missed:12
  br-ex:
    br-ex 65534/1: (internal)
    eth9 1/2: (system)
  xenbr0:
    eth0 2/3: (system)
    vif3.0 1/4: (system)
    patch-ex 3/none: (patch: peer=patch-in)
    xenbr0 65534/5: (internal)
`

table('say behind which port an address is', () => {
  assert.equal(macTable(FDB), [
    { port: 'LOCAL', mac: '9a:4b:37:0d:10:41' },
    { port: '1', mac: '00:16:3e:11:22:33' },
    { port: '2', mac: '52:54:00:aa:bb:cc' },
  ])
})

table('name the ports of one bridge, whose numbers another one has too', () => {
  assert.equal(
    [...portNames(PORTS, 'xenbr0')],
    [
      ['2', 'eth0'],
      ['1', 'vif3.0'],
      ['3', 'patch-ex'],
      ['65534', 'xenbr0'],
    ],
  )
})

table('are empty where there is nothing', () => {
  assert.equal(macTable(''), [])
  assert.equal([...portNames(PORTS, 'br0')], [])
})

table.run()
