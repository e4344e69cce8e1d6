// A host's state on the page, by this machine's ARP table.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readModel } from '../../src/web/model.ts'

const states = suite('the state of a host')

const folder = mkdtempSync(join(tmpdir(), 'tspx-model-'))
const [store, arp] = [join(folder, 'hosts.ini'), join(folder, 'arp')]
states.after(() => rmSync(folder, { recursive: true }))

writeFileSync(
  store,
  '[network "lab"]\nsubnet = 192.0.2.0/24\n[host "web1"]\nmac = 00:16:3e:11:22:33\nip = 192.0.2.10\n',
)
const HEAD = 'IP address       HW type     Flags       HW address            Mask     Device\n'

for (const [what, line, state] of [
  ['its own MAC answers', '192.0.2.10  0x1  0x2  00:16:3e:11:22:33  *  eth0', 'up'],
  [
    'another MAC answers',
    '192.0.2.10  0x1  0x2  00:16:3e:00:00:01  *  eth0',
    'address used by 00:16:3e:00:00:01',
  ],
  ['nobody has answered', '192.0.2.10  0x1  0x0  00:00:00:00:00:00  *  eth0', 'never booted'],
  ['another address', '192.0.2.11  0x1  0x2  00:16:3e:11:22:33  *  eth0', 'never booted'],
] as const) {
  states(`${state}: ${what}`, () => {
    writeFileSync(arp, `${HEAD}${line}\n`)
    assert.is(readModel(store, join(folder, 'state'), arp).rows[0]?.state.word, state)
  })
}

states('without an ARP table, what else is known counts', () => {
  assert.is(readModel(store, join(folder, 'state'), join(folder, 'none')).rows[0]?.state.word, 'never booted')
})

states.run()
