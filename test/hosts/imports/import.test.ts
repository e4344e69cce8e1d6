// What of a file comes into a store: what fits, what collides, and that nothing is added before --apply.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Imported, importHosts } from '../../../src/hosts/imports/index.ts'
import { readStore } from '../../../src/hosts/index.ts'

const imports = suite('hosts import')

const FIXTURES = join(import.meta.dirname, '../../fixtures/hosts/imports')
const STORE = `[network "lab"]   ; ours
subnet = 192.0.2.0/24
dynamic = 192.0.2.100-192.0.2.199
domain = lab.example

[host "old"]
mac = 00:16:3e:00:00:99
ip = 192.0.2.99
`

let folder = ''
let path = ''
imports.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-import-'))
  path = join(folder, 'hosts.ini')
  writeFileSync(path, STORE)
})
imports.after.each(() => rmSync(folder, { recursive: true }))

/** Imports a table with these rows below `name,mac,ip`. */
function importRows(rows: string[], apply = false): Promise<Imported> {
  const file = join(folder, 'hosts.csv')
  writeFileSync(file, ['name,mac,ip', ...rows, ''].join('\n'))
  return importHosts(path, file, apply)
}

function added({ hosts }: Imported): (string | null)[][] {
  return hosts.map(({ name, mac, ip }) => [name, mac, ip])
}

function found({ findings }: Imported): string[] {
  return findings.map(({ line, severity, code }) => `${line} ${severity} ${code}`)
}

const OUTCOMES: [string, string[], (string | null)[][], string[]][] = [
  [
    'an address outside every network is told',
    ['far,00:16:3e:00:00:01,10.0.0.1'],
    [],
    ['2 error broken-rule'],
  ],
  ['so is one of the dynamic range', ['dyn,00:16:3e:00:00:01,192.0.2.100'], [], ['2 error broken-rule']],
  ["another host's MAC", ['new,00:16:3e:00:00:99,192.0.2.10'], [], ['2 error collision']],
  ["another host's address", ['new,00:16:3e:00:00:01,192.0.2.99'], [], ['2 error collision']],
  ['a name that the store has, whatever its case', ['OLD,00:16:3e:00:00:01,'], [], ['2 error collision']],
  [
    'a known host is not reported again',
    ['old,00:16:3E:00:00:99,192.0.2.99'],
    [],
    ['2 warning upper-case-mac'],
  ],
  [
    'the domain of the network goes without saying',
    ['web1.lab.example,00:16:3e:00:00:01,192.0.2.10', 'web2.far.example,00:16:3e:00:00:02,192.0.2.11'],
    [
      ['web1', '00:16:3e:00:00:01', '192.0.2.10'],
      ['web2.far.example', '00:16:3e:00:00:02', '192.0.2.11'],
    ],
    [],
  ],
  [
    'names that would collapse into one stay as they are',
    ['web.lab.example,00:16:3e:00:00:01,192.0.2.10', 'web.far.example,00:16:3e:00:00:02,192.0.2.11'],
    [
      ['web.lab.example', '00:16:3e:00:00:01', '192.0.2.10'],
      ['web.far.example', '00:16:3e:00:00:02', '192.0.2.11'],
    ],
    ['3 warning collapsed-name'],
  ],
]
for (const [name, rows, hosts, findings] of OUTCOMES) {
  imports(name, async () => {
    const outcome = await importRows(rows)
    assert.equal(added(outcome), hosts)
    assert.equal(found(outcome), findings)
  })
}

imports('what fits is added with --apply alone, once, and what was there stays as it is', async () => {
  const rows = ['web1,00:16:3e:00:00:01,192.0.2.10', 'web1,00:16:3e:00:00:02,192.0.2.11']
  await importRows(rows)
  assert.is(readFileSync(path, 'utf8'), STORE)
  await importRows(rows, true)
  const text = `${STORE}\n[host "web1"]\nmac = 00:16:3e:00:00:01\nip = 192.0.2.10\n`
  assert.is(readFileSync(path, 'utf8'), text)
  assert.equal((await importRows(rows, true)).unchanged, ['web1'])
  assert.is(readFileSync(path, 'utf8'), text)
})

imports('a network of dhcpd comes with its hosts, whose addresses leave its range', async () => {
  writeFileSync(path, '')
  await importHosts(path, join(FIXTURES, 'pxe-manager-dhcpd.conf'), true)
  const store = readStore(path)
  assert.equal([...store.byAddress.keys()], ['192.0.2.11', '192.0.2.12'])
  assert.is(
    store.networks.get('net-192.0.2.0')?.section.values.get('dynamic')?.texts.join(),
    '192.0.2.10, 192.0.2.13-192.0.2.20',
  )
})

imports('a file cannot write into the store what it pleases', async () => {
  const file = join(folder, 'kea.json')
  const subnet = '10.0.0.0"]\n[host "evil"]\nip = 192.0.2.7\n; /8'
  const reservations = [
    { hostname: 'x"]\n[host "evil', 'hw-address': '00:16:3e:00:00:01' },
    { hostname: 'fine', 'hw-address': '00:16:3e:00:00:02', 'boot-file-name': 'a\nip = 192.0.2.8' },
    { hostname: 'quoted', 'hw-address': '00:16:3e:00:00:03', 'boot-file-name': 'a ; "b" # c' },
  ]
  writeFileSync(file, JSON.stringify({ Dhcp4: { subnet4: [{ subnet, reservations }] } }))
  await importHosts(path, file, true)
  const store = readStore(path)
  assert.equal([...store.byName.keys()], ['old', 'quoted'])
  assert.equal([...store.networks.keys()], ['lab'])
  assert.equal(store.byName.get('quoted')?.section.values.get('boot-file')?.texts, ['a ; "b" # c'])
})

imports('networks that the store has are not added again', async () => {
  const { networks } = await importHosts(path, join(FIXTURES, 'dhcpd/dhcpd.conf'), false)
  assert.equal(
    networks.map(({ name }) => name),
    ['net-198.51.100.0'],
  )
})

imports('of two networks with the same addresses the first comes, and the other is told', async () => {
  writeFileSync(path, '')
  const file = join(folder, 'kea.json')
  const subnet4 = [{ subnet: '10.1.0.0/16' }, { subnet: '10.0.0.0/8' }, { subnet: '10.2.0.0/16' }]
  writeFileSync(file, JSON.stringify({ Dhcp4: { subnet4 } }))
  const outcome = await importHosts(path, file, true)
  assert.equal([...readStore(path).networks.keys()], ['net-10.1.0.0', 'net-10.2.0.0'])
  assert.match(outcome.findings[0]?.message ?? '', '10.0.0.0/8 has addresses in common with net-10.1.0.0')
})

imports('a lease in the dynamic range brings its host without the address', async () => {
  const outcome = await importHosts(path, join(FIXTURES, 'dnsmasq.leases'), true)
  assert.equal(added(outcome)[0], ['guest1', '00:16:3e:00:00:41', null])
  assert.is(found(outcome)[0], '1 warning dynamic-address')
})

imports('the command reports everything as text and as JSON; its status is 1 if a host is left out', () => {
  const call = (...words: string[]) =>
    spawnSync(
      'bin/tspxeboot',
      ['hosts', 'import', join(FIXTURES, 'hosts.csv'), `--hosts=${path}`, ...words],
      {
        encoding: 'utf8',
      },
    )
  const { status, stdout } = call()
  assert.is(status, 1)
  assert.match(stdout, /^host {2}web2 +00:16:3e:00:00:02 {2}192\.0\.2\.12$/m)
  assert.match(stdout, /hosts\.csv:4: error: "web 3" is not a name for a host$/m)
  assert.match(stdout, /^CSV: 3 hosts would be added, 0 there already, 6 left out$/m)
  const { hosts, applied } = JSON.parse(call('--json', '--apply').stdout)
  assert.is(applied, true)
  assert.is(hosts[0].mac, '00:16:3e:00:00:02')
  assert.is(readStore(path).hosts.length, 4)
})

imports.run()
