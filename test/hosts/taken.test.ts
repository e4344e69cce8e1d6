// What is taken though the store does not have it: MACs of the hypervisors' guests, addresses in leases.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { takenMacs, withUnused } from '../../src/bootloader/commands/hosts/unused.ts'
import { findHeard, findLeases } from '../../src/hosts/imports/index.ts'
import { freeMac, hypervisorMacs } from '../../src/hosts/index.ts'
import { readStore } from '../../src/hosts/store-file.ts'

const taken = suite('what is taken')

let folder = ''
taken.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-taken-'))
})
taken.after.each(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string, mode = 0o644): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text, { mode })
}

taken('the MACs of xl and libvirt are those in their files, however they are written', () => {
  write('xen/web1.cfg', `vif = [ 'mac=00:16:3E:AA:BB:01,bridge=xenbr0', "mac=00:16:3e:aa:bb:02" ]\n`)
  write('libvirt/qemu/web2.xml', "<interface type='bridge'><mac address='52:54:00:aa:bb:03'/></interface>\n")
  write('libvirt/qemu/networks/default.xml', "<mac address='52:54:00:aa:bb:04'/>\n")
  write('xen/notes', '00:16:3e:aa:bb is cut\n')
  symlinkSync('gone.cfg', join(folder, 'xen/old.cfg'))
  const macs = hypervisorMacs(['xen', 'libvirt', 'none'].map((name) => join(folder, name)))
  assert.equal([...macs].sort(), [
    '00:16:3e:aa:bb:01',
    '00:16:3e:aa:bb:02',
    '52:54:00:aa:bb:03',
    '52:54:00:aa:bb:04',
  ])
})

taken("a new MAC is none of VirtualBox's", async () => {
  const script = `#!/bin/sh
case "$1" in
  list) echo '"web1" {11111111-2222-3333-4444-555555555555}' ;;
  showvminfo) echo 'macaddress1="080027AABB01"' ;;
esac
`
  write('VBoxManage', script, 0o755)
  const path = process.env.PATH
  process.env.PATH = `${folder}:${path}`
  try {
    assert.ok((await takenMacs()).has('08:00:27:aa:bb:01'))
  } finally {
    process.env.PATH = path
  }
})

taken('no MAC that is known is given', () => {
  // All but one of sixteen.
  const known = { has: (mac: string) => !mac.endsWith('0') }
  assert.match(freeMac('libvirt', known), /^52:54:00:..:..:.0$/)
})

taken('leases that hold take their addresses, those of serve too', async () => {
  const line = (address: string, until: number) =>
    `${JSON.stringify({ address, mac: '00:16:3e:00:00:41', until: new Date(until).toISOString() })}\n`
  const soon = Date.now() + 3600_000
  write('leases-192.0.2.1.jsonl', line('192.0.2.10', soon) + line('192.0.2.11', Date.now() - 1000))
  write('other.leases', `${Math.round(soon / 1000)} 00:16:3e:00:00:42 192.0.2.12 * *\n`)
  write('hosts.ini', '[network "lab"]\nsubnet = 192.0.2.0/24\n')
  const network = readStore(join(folder, 'hosts.ini')).networks.get('lab')
  assert.ok(network)
  const words = { 'state-dir': folder, leases: join(folder, 'other.leases') }
  const unused = await withUnused(words, (isUnused) =>
    Promise.all(['192.0.2.10', '192.0.2.11', '192.0.2.12'].map((address) => isUnused(address, network))),
  )
  assert.equal(unused, [false, true, false])
})

taken('a file that is not a lease file is refused', () => {
  write('x.leases', 'hello\n')
  for (const name of ['x.leases', 'gone.leases']) {
    assert.throws(
      () => findLeases(join(folder, 'none'), join(folder, name)),
      (error: unknown) => error instanceof BootError && error.code === 'E_USAGE',
    )
  }
})

taken('clients that serve heard are listed with the time, except damaged lines', () => {
  write('heard-192.0.2.1.jsonl', '{"mac":"00:16:3e:00:00:41","at":"2026-11-26T11:00:00.000Z"}\n')
  write('heard-192.0.2.2.jsonl', '{"mac":"00:16')
  assert.equal(
    findHeard(folder).map(({ mac, at, line }) => [mac, at, line]),
    [['00:16:3e:00:00:41', '2026-11-26T11:00:00.000Z', 1]],
  )
})

taken.run()
