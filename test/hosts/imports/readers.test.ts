// What is read from the files of other programs. Beside each fixture stands what must come of it, FILE.expected.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../../src/boot-error.ts'
import { FILE_KINDS } from '../../../src/hosts/imports/file-kinds.ts'
import { checkHosts, readForeign, readLeaseFile } from '../../../src/hosts/imports/index.ts'
import { run } from '../../support/processes.ts'
import { needs, unless } from '../../support/requirements.ts'

const imports = suite('readers of foreign files')

const FIXTURES = join(import.meta.dirname, '../../fixtures/hosts/imports')

let folder = ''
imports.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-imports-'))
})
imports.after(() => rmSync(folder, { recursive: true }))

/** The path of a new file with this text. */
function written(text: string): string {
  const path = join(folder, 'file')
  writeFileSync(path, text)
  return path
}

/** One line for each host, section and finding. */
function told(path: string): string {
  const { kind, foreign } = readForeign(path)
  const { hosts, findings } = checkHosts(foreign.hosts)
  const place = (at: { file: string; line: number }) => `${relative(FIXTURES, at.file)}:${at.line}`
  const words = (values: ReadonlyMap<string, string>) =>
    Array.from(values, ([key, value]) => `; ${key} = ${value}`).join('')
  return [
    kind,
    ...hosts.map((host) => `${place(host)} ${host.name}, ${host.mac}, ${host.ip}${words(host.values)}`),
    ...[...foreign.networks, ...foreign.profiles].map(
      (one) => `${place(one)} [${one.name}]${words(one.values)}`,
    ),
    ...[...foreign.findings, ...findings].map(
      (one) => `${place(one)} ${one.severity} ${one.code}: ${one.message.replaceAll(`${FIXTURES}/`, '')}`,
    ),
    '',
  ].join('\n')
}

/** Names, MACs and addresses of the hosts in a file. */
function hostsOf(path: string): (string | null)[][] {
  return checkHosts(readForeign(path).foreign.hosts).hosts.map(({ name, mac, ip }) => [name, mac, ip])
}

const GOLDEN = [
  'pxe-manager-dhcpd.conf',
  'dhcpd/dhcpd.conf',
  'dnsmasq/dnsmasq.conf',
  'dnsmasq/lab.hosts',
  'dnsmasq.leases',
  'dhcpd.leases',
  'kea-leases4.csv',
  'serve.leases.jsonl',
  'kea/kea-dhcp4.conf',
  'xl/web1.cfg',
  'hosts.csv',
]
for (const file of GOLDEN) {
  imports(`${file} matches ${file}.expected`, () => {
    const path = join(FIXTURES, file)
    if (process.env.UPDATE) writeFileSync(`${path}.expected`, told(path))
    assert.fixture(told(path), readFileSync(`${path}.expected`, 'utf8'))
  })
}

const UNTIL: [string, number[]][] = [
  ['dnsmasq.leases', [1795770000_000, Number.POSITIVE_INFINITY, 1795770000_000]],
  ['dhcpd.leases', [0, Number.POSITIVE_INFINITY]],
  ['kea-leases4.csv', [0, 1795690800_000]],
  ['serve.leases.jsonl', [Date.UTC(2026, 10, 26, 11)]],
]
for (const [file, until] of UNTIL) {
  imports(`${file} says until when each lease holds`, () => {
    const leases = readLeaseFile(file, readFileSync(join(FIXTURES, file), 'utf8')) ?? []
    assert.equal(
      leases.map((lease) => lease.until),
      until,
    )
  })
}

const SERVERS: [string, Parameters<typeof needs>[0], string, string[]][] = [
  ['dhcpd', 'dhcpd', 'dhcpd', ['dhcpd', '-t', '-cf', 'dhcpd.conf']],
  ['dnsmasq', 'dnsmasq', 'dnsmasq', ['dnsmasq', '--test', '-C', 'dnsmasq.conf']],
  ['Kea', 'kea-dhcp4', 'kea', ['kea-dhcp4', '-t', 'kea-dhcp4.conf']],
]
for (const [server, program, folder, command] of SERVERS) {
  unless(needs(program), imports)(`the fixture of ${server} is one that ${server} accepts`, async () => {
    const { status, stderr } = await run(command, { cwd: join(FIXTURES, folder) })
    assert.is(status, 0, stderr)
  })
}

unless(needs('dhcpd'), imports)('reads the hosts of the example that comes with dhcpd', () => {
  const example = readFileSync('/usr/share/doc/isc-dhcp-server/examples/dhcpd.conf.example', 'utf8')
  const path = written(example.replace(/^#( *(?:\w.*[;{]|}))$/gm, '$1'))
  assert.equal(hostsOf(path), [['passacaglia', '00:00:c0:5d:bd:95', null]])
  assert.is(readForeign(path).foreign.networks.length, 6)
})

unless(needs('kea-dhcp4'), imports)('reads the hosts of the configuration that comes with Kea', () => {
  assert.equal(hostsOf('/etc/kea/kea-dhcp4.conf'), [
    ['special-snowflake', '11:22:33:44:55:66', '192.0.2.202'],
  ])
})

const SCHEMAS: [string, string[]][] = [
  ['with roots', ['hostname text', 'ip text', 'macaddress text UNIQUE', 'root text']],
  ['of the first version', ['hostname text', 'ip text', 'macaddress text UNIQUE']],
]
for (const [name, columns] of SCHEMAS) {
  unless(needs('python3'), imports)(`reads pxe_manager's database ${name}`, () => {
    const rows = [
      ['web1', '192.0.2.11', '08:00:27:AA:BB:01', 'root/debian'],
      ['it"s', '192.0.2.12', '08:00:27:aa:bb:02', 'root/debian'],
      ['db1', null, '08:00:27:aa:bb:03', null],
    ].map((row) => row.slice(0, columns.length))
    const path = join(folder, `pxe-${columns.length}.db`)
    const make = `import json, sqlite3, sys
path, columns, rows = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
with sqlite3.connect(path) as database:
    database.execute("CREATE TABLE hosts (%s)" % ", ".join(columns))
    database.executemany("INSERT INTO hosts VALUES (%s)" % ", ".join("?" * len(columns)), rows)`
    execFileSync('python3', ['-c', make, path, JSON.stringify(columns), JSON.stringify(rows)])
    assert.equal(hostsOf(path), [
      ['web1', '08:00:27:aa:bb:01', '192.0.2.11'],
      ['db1', '08:00:27:aa:bb:03', null],
    ])
    const { hosts, profiles } = readForeign(path).foreign
    assert.equal(
      hosts.map(({ values }) => values.get('profile')),
      columns.length === 3 ? [undefined, undefined, undefined] : ['root-debian', 'root-debian', undefined],
    )
    assert.equal(
      profiles.map(({ values }) => values.get('kernel')),
      columns.length === 3 ? [] : ['root/debian/vmlinuz'],
    )
  })
}

const BROKEN: [string, string, RegExp][] = [
  ['a block that is not closed', 'group {\n  host a {\n}\n', /file:1: the } of group is missing/],
  ['a block that ends twice', 'host a { }\n}\n', /file:2: a } without its {/],
  ['a quote that is not closed', 'host a {\n  filename "x;\n}\n', /file:2: a quote is not closed/],
  ['a semicolon that is missing', 'host a {\n  filename "x"\n}\n', /file:2: a semicolon is missing/],
  ['JSON that ends early', '{ "Dhcp4": {\n  "subnet4": [\n', /file:3: not JSON/],
  ['JSON of another program', '{ "Dhcp6": {} }', /file:1: there is no "Dhcp4"/],
  ['a row with too many cells', 'name,mac\na,b,c\n', /file:2: .*Length/],
  ['a list of xl that is not closed', "name = 'a'\nvif = [ 'mac=x'\n", /file:2: .*NAME = VALUE/],
  ['a text', 'Dear hosts,\n', /file: hosts cannot be imported from this kind of file/],
  ['an empty file', '', /file: hosts cannot be imported from this kind of file/],
  ['a database without hosts', 'SQLite format 3\0 and then nothing', /file: not a database of pxe_manager/],
]
for (const [name, text, message] of BROKEN) {
  imports(`${name} is told with file and line`, () => {
    const path = written(text)
    assert.throws(
      () => readForeign(path),
      (error: unknown) => error instanceof BootError && message.test(error.message),
    )
  })
}

const CIRCLES: [string, string, string][] = [
  ['dhcpd', 'include "file";\nhost a { hardware ethernet 00:16:3e:00:00:01; }\n', 'itself'],
  ['dnsmasq', 'conf-file=file\ndhcp-host=00:16:3e:00:00:01,a\n', 'itself'],
  [
    'Kea',
    '{ "Dhcp4": { "reservations": [ { "hw-address": "00:16:3e:00:00:01", "hostname": "a" }, <?include "file"?> ] } }',
    'itself',
  ],
  ['dhcpd', 'include "gone";\nhost a { hardware ethernet 00:16:3e:00:00:01; }\n', 'cannot be read'],
  ['dnsmasq', 'dhcp-hostsfile=gone\ndhcp-host=00:16:3e:00:00:01,a\n', 'cannot be read'],
]
for (const [server, text, why] of CIRCLES) {
  imports(`a file of ${server} that includes one that ${why} is read as far as it goes`, () => {
    const path = written(text)
    assert.equal(hostsOf(path), [['a', '00:16:3e:00:00:01', null]])
    assert.match(readForeign(path).foreign.findings[0]?.message ?? '', why)
  })
}

const aByte = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'))
const aHost = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
  mac: fc.array(aByte, { minLength: 6, maxLength: 6 }).map((bytes) => bytes.join(':')),
  ip: fc.ipV4(),
})
const someHosts = fc.uniqueArray(aHost, {
  minLength: 1,
  maxLength: 20,
  comparator: (a, b) => a.name === b.name || a.mac === b.mac || a.ip === b.ip,
})

type TestHost = { name: string; mac: string; ip: string }
const WRITERS: [string, (hosts: TestHost[]) => string][] = [
  [
    'CSV',
    (hosts) => ['name,mac,ip', ...hosts.map(({ name, mac, ip }) => `"${name}",${mac},${ip}`), ''].join('\n'),
  ],
  ['dnsmasq', (hosts) => hosts.map(({ name, mac, ip }) => `dhcp-host=${mac},${ip},${name},1h\n`).join('')],
  [
    'dhcpd',
    (hosts) =>
      hosts
        .map(({ name, mac, ip }) => `host ${name}{hardware ethernet ${mac};fixed-address ${ip};}`)
        .join(''),
  ],
  [
    'Kea',
    (hosts) =>
      JSON.stringify({
        Dhcp4: {
          reservations: hosts.map(({ name, mac, ip }) => ({
            'hw-address': mac,
            'ip-address': ip,
            hostname: name,
          })),
        },
      }),
  ],
]
for (const [program, write] of WRITERS) {
  imports(`whatever hosts are written for ${program} are read back`, () => {
    fc.assert(
      fc.property(someHosts, (hosts) => {
        assert.equal(
          hostsOf(written(write(hosts))),
          hosts.map(({ name, mac, ip }) => [name, mac, ip]),
        )
      }),
      { numRuns: 50 },
    )
  })
}

imports('every kind has a file among the fixtures, and a row in docs/hosts.md', () => {
  const page = readFileSync('docs/hosts.md', 'utf8').replaceAll('`', '')
  const first = [...page.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell)
  for (const words of Object.values(FILE_KINDS))
    assert.ok(
      first.some((cell) => cell?.includes(words)),
      words,
    )
  const read = GOLDEN.map((file) => readForeign(join(FIXTURES, file)).kind)
  // The database is made by a test.
  assert.equal([...new Set(read), 'pxe_manager'].sort(), Object.keys(FILE_KINDS).sort())
})

imports('damaged files are read, or refused with file and line', () => {
  const texts = GOLDEN.map((file) => readFileSync(join(FIXTURES, file), 'utf8'))
  const damage = fc.record({
    text: fc.constantFrom(...texts),
    at: fc.nat(3000),
    length: fc.nat(20),
    put: fc.string({
      unit: fc.constantFrom('{', '}', '"', "'", '[', ']', ',', ';', '#', '\n', '\0', '=', 'é', '/*'),
      maxLength: 3,
    }),
  })
  fc.assert(
    fc.property(damage, ({ text, at, length, put }) => {
      const path = written(text.slice(0, at) + put + text.slice(at + length))
      try {
        told(path)
      } catch (error) {
        assert.instance(error, BootError)
        assert.match((error as BootError).message, path)
      }
    }),
    { numRuns: 300 },
  )
})

imports.run()
