// The kernel's ARP table, as /proc/net/arp shows it.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addressesBehind, macInArpTable, openArpTable } from '../../src/guest-port/arp-table.ts'

const table = suite('the ARP table')

const TABLE = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.77       0x1         0x2         00:16:3e:aa:bb:cc     *        pxeport0
192.0.2.7        0x1         0x0         00:00:00:00:00:00     *        pxeport0
192.0.2.8        0x1         0x6         00:16:3e:00:00:08     *        pxeport0
`

table('says who answered for an address', () => {
  assert.is(macInArpTable(TABLE, '192.0.2.77'), '00:16:3e:aa:bb:cc')
  assert.is(macInArpTable(TABLE, '192.0.2.8'), '00:16:3e:00:00:08')
})

table('says nothing about an address that did not answer, or was not asked for', () => {
  assert.is(macInArpTable(TABLE, '192.0.2.7'), null)
  assert.is(macInArpTable(TABLE, '192.0.2.1'), null)
  assert.is(macInArpTable('', '192.0.2.77'), null)
})

table(
  'says for which addresses a host answered on a device: none that was asked in vain or set by hand',
  () => {
    assert.equal(addressesBehind('00:16:3e:aa:bb:cc', 'pxeport0', TABLE), ['192.0.2.77'])
    assert.equal(addressesBehind('00:16:3e:aa:bb:cc', 'xenbr0', TABLE), [])
    assert.equal(addressesBehind('00:16:3e:00:00:08', 'pxeport0', TABLE), [])
    assert.equal(addressesBehind('00:00:00:00:00:00', 'pxeport0', TABLE), [])
  },
)

table('is read again each time', () => {
  const { read, close } = openArpTable('/proc/self')
  const now = readFileSync('/proc/self/net/arp', 'latin1')
  assert.is(read().split('\n')[0], now.split('\n')[0])
  assert.is(read().split('\n')[0], now.split('\n')[0])
  close()
})

table('of a process that has ended is E_NETWORK', () => {
  assert.throws(() => openArpTable('/proc/0'), /cannot read \/proc\/0\/net\/arp/)
})

table.run()
