// The store of hosts: what is read, which rules a file can break, and edits by many at once.
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError, type ErrorCode } from '../../src/boot-error.ts'
import { freeAddresses, freeMac, knownMacs } from '../../src/hosts/allocate.ts'
import { noteBoot, orderOnce, withStates } from '../../src/hosts/boot-once.ts'
import { editStore } from '../../src/hosts/edit-store.ts'
import { expandNames } from '../../src/hosts/host-names.ts'
import { addSections, effective, readStore, setKey } from '../../src/hosts/index.ts'
import { stateFolder } from '../../src/hosts/state.ts'

const store = suite('store of hosts')

let folder = ''
store.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-hosts-'))
})
store.after.each(() => rmSync(folder, { recursive: true }))

/** The path of a store with this text. */
function written(text: string): string {
  const path = join(folder, 'hosts.ini')
  writeFileSync(path, text)
  return path
}

function fails(code: ErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof BootError)) return false
    assert.match(error.message, message)
    assert.is(error.code, code)
    return true
  }
}

async function rejects(work: Promise<unknown>, expected: (error: unknown) => boolean): Promise<void> {
  try {
    await work
  } catch (error) {
    expected(error)
    return
  }
  assert.unreachable('no error')
}

const NETWORK = '[network "lab"]\nsubnet = 192.0.2.0/24\ndynamic = 192.0.2.100-192.0.2.199\n'

const BROKEN: [string, string, RegExp][] = [
  [
    'an address of the dynamic range',
    '[host "a"]\nip=192.0.2.100\n',
    /hosts\.ini:5: .*dynamic range of network lab/,
  ],
  ['an address outside its network', '[host "a"]\nip=198.51.100.1\n', /hosts\.ini:5: .*not in network lab/],
  ['a profile that is not there', '[host "a"]\nprofile = x\n', /hosts\.ini:5: .*no profile x/],
  ['an unknown key', '[host "a"]\nprofil = x\n', /hosts\.ini:5: .*unknown key profil/],
  ['an unknown section', '[hots "a"]\n', /hosts\.ini:4: unknown section/],
  ['a MAC address that is none', '[host "a"]\nmac = zz\n', /hosts\.ini:5: .*mac = zz/],
  [
    'a MAC address twice',
    '[host "a"]\nmac=00:16:3E:00:00:01\n[host "b"]\nmac=00163e000001\n',
    /hosts\.ini:7: .*taken by a \(.*:4\)/,
  ],
  ['an address twice', '[host "a"]\nip=192.0.2.1\n[host "b"]\nip=192.0.2.1\n', /hosts\.ini:7: .*taken by a/],
  [
    'a host that is named by a MAC',
    '[host "00163e000009"]\nip=192.0.2.1\nprofile = p\n',
    /hosts\.ini:6: host 00163e000009: its name is a MAC address, and a section with such a name cannot have profile/,
  ],
  [
    'a key twice',
    '[host "a"]\nmac=00:16:3e:00:00:01\nmac=00:16:3e:00:00:02\n',
    /hosts\.ini:6: host a has mac twice \(.*:5\)/,
  ],
  [
    'the reserved address of another client',
    '[host "a"]\nmac=00:16:3e:00:00:01\nip=192.0.2.1\n[host "00:16:3e:00:00:02"]\nip=192.0.2.1\n',
    /hosts\.ini:6: host a: 192\.0\.2\.1 is that of \[host "00:16:3e:00:00:02"\] \(.*:8\)/,
  ],
  ['an odd number of digits', '[host "a"]\noption-43 = hex:010\n', /hosts\.ini:5: .*option-43 = hex:010/],
  ['an option with no address', '[host "a"]\noption-150 = ip:x\n', /hosts\.ini:5: .*option-150 = ip:x/],
  ['an unknown output', '[output "dnsmask"]\n', /hosts\.ini:4: unknown output dnsmask/],
  ['an unknown key of an output', '[output "dns"]\nfile=/h\nfiel=/h\n', /hosts\.ini:6: .*unknown key fiel/],
  ['a relative path', '[output "dns"]\nfile = h\n', /hosts\.ini:5: \[output "dns"\]: file = h/],
  ['an output without its key', '[output "dhcpd"]\n', /hosts\.ini:4: \[output "dhcpd"\] has no include/],
  [
    'a network with addresses of another',
    '[network "dmz"]\nsubnet = 198.51.100.0/24\n[network "rack"]\nsubnet = 192.0.2.128/25\n',
    /hosts\.ini:7: network rack: 192\.0\.2\.128\/25 has addresses in common with network lab \(.*:1\)/,
  ],
  ['a name twice', '[host "a"]\n[host "a"]\n', /hosts\.ini:5: .*already \(.*:4\)/],
]
for (const [name, text, message] of BROKEN) {
  store(`${name} is an error with file and line`, () => {
    const path = written(NETWORK + text)
    assert.throws(() => readStore(path), fails('E_HOSTS_INVALID', message))
  })
}

const PLAIN = `${NETWORK}bridge = xenbr0
static = 192.0.2.1-192.0.2.3
[profile "p"]
memory = 512
kernel = p/vmlinuz
[profile "install"]
kernel = i/linux
[host "a"] ; the first
mac = 00:16:3E:00:00:01
ip = 192.0.2.1
profile = p
`

store('an unknown key is an error that names the nearest one', () => {
  for (const [text, hint] of [
    ['[host "a"]\nprofil = x\n', 'did you mean profile?'],
    ['[output "dnsmask"]\n', 'did you mean dnsmasq?'],
    ['[output "dnsmasq"]\nhost-file = /h\n', 'did you mean hosts-file?'],
  ] as const) {
    const path = written(text)
    assert.throws(
      () => readStore(path),
      (error: unknown) => error instanceof BootError && error.hint === hint,
    )
  }
})

store('a host is found by name, MAC and address, and gets what its profile and network say', () => {
  const path = written(PLAIN)
  const read = readStore(path)
  const host = read.byName.get('a')
  assert.ok(host)
  assert.is(read.byMac.get('00:16:3e:00:00:01'), host)
  assert.is(read.byAddress.get('192.0.2.1'), host)
  assert.equal(effective(read, host, 'memory'), { value: '512', from: 'profile', place: `${path}:7` })
  assert.equal(effective(read, host, 'bridge'), { value: 'xenbr0', from: 'network', place: `${path}:4` })
  assert.is(effective(read, host, 'cpus'), null)
})

store('sections of the embedded server may stand beside', () => {
  const read = readStore(written(`${PLAIN}[dhcp]\nrange = none\n[host "00:16:3e:00:00:09"]\nbootfile = x\n`))
  assert.equal(
    read.server.map(({ title }) => title),
    ['dhcp', 'host "00:16:3e:00:00:09"'],
  )
  assert.is(read.hosts.length, 1)
})

store('a missing store is an error that says what to do', () => {
  assert.throws(() => readStore(join(folder, 'none.ini')), fails('E_HOSTS_NOT_FOUND', /none\.ini/))
})

store('an edit changes the file, or nothing if it would break a rule', async () => {
  const path = written(PLAIN)
  await editStore(path, (ini) => setKey(ini, 'host "a"', 'ip', '192.0.2.2'))
  const text = PLAIN.replace('ip = 192.0.2.1\n', 'ip = 192.0.2.2\n')
  assert.is(readFileSync(path, 'utf8'), text)
  for (const [key, value, code] of [
    ['ip', '198.51.100.1', 'E_USAGE'],
    ['profile', 'x', 'E_HOSTS_NOT_FOUND'],
    ['nonsense', 'x', 'E_USAGE'],
  ] as const) {
    await rejects(
      editStore(path, (ini) => setKey(ini, 'host "a"', key, value)),
      fails(code, /host a/),
    )
  }
  const again = new Map([['mac', '00:16:3e:00:00:01']])
  await rejects(
    editStore(path, (ini) => addSections(ini, [{ title: 'host "b"', values: again }])),
    fails('E_HOSTS_CONFLICT', /taken by a/),
  )
  assert.is(readFileSync(path, 'utf8'), text)
})

store('edits take turns', async () => {
  const path = written('[network "lab"]\nsubnet = 192.0.2.0/24\nstatic = 192.0.2.1-192.0.2.200\n')
  const add = (name: string) =>
    editStore(path, (ini, { networks, ...read }) => {
      const network = networks.get('lab')
      assert.ok(network)
      const [ip = ''] = freeAddresses({ networks, ...read }, network)
      return addSections(ini, [{ title: `host "${name}"`, values: new Map([['ip', ip]]) }])
    })
  await Promise.all(Array.from({ length: 20 }, (_, at) => add(`h${at}`)))
  assert.is(readStore(path).byAddress.size, 20)
})

const asRoot = process.geteuid?.() === 0 ? store : store.skip
asRoot(
  "root's edits leave a lock to the user who owns the folder, and follow no link in its place",
  async () => {
    const path = written(NETWORK)
    chownSync(folder, 1234, 1235)
    await editStore(path, (ini) => setKey(ini, 'network "lab"', 'domain', 'a'))
    const { uid, gid, mode } = statSync(`${path}.lock`)
    assert.equal([uid, gid, mode & 0o777], [1234, 1235, 0o600])
    rmSync(`${path}.lock`)
    writeFileSync(join(folder, 'secret'), '', { mode: 0o600 })
    symlinkSync('secret', `${path}.lock`)
    await rejects(
      editStore(path, (ini) => setKey(ini, 'network "lab"', 'domain', 'b')),
      fails('E_OUTPUT', /the lock .*hosts\.ini\.lock: ELOOP/),
    )
    assert.is(statSync(join(folder, 'secret')).uid, 0)
  },
)

store('free addresses are the unused ones, lowest first', () => {
  const read = readStore(
    written(
      '[network "n"]\nsubnet = 192.0.2.0/29\nstatic = 192.0.2.4-192.0.2.7, 192.0.2.0-192.0.2.2\ngateway = 192.0.2.1\n[host "a"]\nip = 192.0.2.5\n[host "00:16:3e:00:00:09"]\nip = 192.0.2.4\n',
    ),
  )
  const network = read.networks.get('n')
  assert.ok(network)
  assert.equal([...freeAddresses(read, network)], ['192.0.2.2', '192.0.2.6'])
  assert.equal([...knownMacs(read)], ['00:16:3e:00:00:09'])
})

store('a free MAC is one of the hypervisor, and not a known one', () => {
  assert.match(freeMac('virtualbox', new Set()), /^08:00:27:/)
  assert.throws(() => freeMac('xen', { has: () => true }), fails('E_HOSTS_CONFLICT', /xen/))
})

store('a range of names is as many names', () => {
  assert.equal(
    expandNames(['a', 'web[08-10]', 'r[1-2]n[1-2]']),
    'a web08 web09 web10 r1n1 r1n2 r2n1 r2n2'.split(' '),
  )
  assert.throws(() => expandNames(['web[5-1]']), fails('E_USAGE', /web\[5-1\]/))
  assert.throws(() => expandNames(['web[x]']), fails('E_USAGE', /range of names/))
})

store('a boot that was ordered once is spent by the first that is handed over', async () => {
  const path = written(`${PLAIN}boot = install\n`)
  const state = stateFolder(join(folder, 'state'), path)
  const host = () => {
    const found = withStates(readStore(path), state).byName.get('a')
    assert.ok(found)
    return found
  }
  await orderOnce(state, 'a', 'install', 'handed-over')
  assert.is(host().boot, 'install')
  assert.not(await noteBoot(state, 'a', { outcome: 'error', by: 'bootloader', what: 'E_TIMEOUT' }))
  assert.is(host().boot, 'install')
  assert.ok(await noteBoot(state, 'a', { outcome: 'boot', by: 'bootloader', what: 'i/linux' }))
  assert.is(host().boot, 'local')
  // Writing another boot into the store overrides it.
  await editStore(path, (ini) => setKey(ini, 'host "a"', 'boot', 'profile'))
  assert.is(host().boot, 'profile')
})

store('until-booted is spent by the installer alone', async () => {
  const path = written(`${PLAIN}boot = install\n`)
  const state = stateFolder(join(folder, 'state'), path)
  const host = readStore(path).byName.get('a')
  assert.ok(host)
  await orderOnce(state, 'a', 'install', 'booted')
  assert.not(await noteBoot(state, 'a', { outcome: 'boot', by: 'bootloader', what: '' }))
  assert.ok(await noteBoot(state, 'a', { outcome: 'boot', by: 'installer', what: '' }))
})

store.run()
