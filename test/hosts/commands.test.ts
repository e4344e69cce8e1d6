// The commands that edit the store, by the built program.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { needs, unless } from '../support/requirements.ts'

const commands = suite('hosts')

const STORE = `; one rack
[network "lab"]
subnet = 192.0.2.0/24
static = 192.0.2.10-192.0.2.99          ; new hosts get these
dynamic = 192.0.2.100-192.0.2.199
bridge = xenbr0

[profile "debian"]
kernel = debian/vmlinuz
memory = 2048

[profile "install"]
kernel = install/linux

[host "old"] ; the first
mac = 00:16:3e:00:00:01
ip = 192.0.2.10
profile = debian

[host "bare"]
boot = local
`

let folder = ''
let path = ''
commands.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-hosts-'))
  path = join(folder, 'hosts.ini')
  writeFileSync(path, STORE)
})
commands.after.each(() => rmSync(folder, { recursive: true }))

/** The last of an option counts. */
function words(...given: string[]): string[] {
  const [command = '', ...rest] = given
  return ['hosts', command, `--hosts=${path}`, `--state-dir=${join(folder, 'state')}`, ...rest]
}

function call(...given: string[]) {
  const { status, stdout, stderr } = spawnSync('bin/tspxeboot', words(...given), {
    encoding: 'utf8',
    input: '',
  })
  return { status, stdout, stderr }
}

function documentOf(...given: string[]) {
  const { status, stdout, stderr } = call(...given, '--json')
  assert.is(status, 0, stderr)
  return JSON.parse(stdout)
}

commands('add gives free addresses in the order of the names, and MACs of the hypervisor', () => {
  const added = documentOf('add', 'web[09-10]', '--profile=debian', '--hypervisor=virtualbox')
  assert.equal(
    added.map(({ name, ip, network, memory }: Record<string, unknown>) => ({ name, ip, network, memory })),
    [
      { name: 'web09', ip: '192.0.2.11', network: 'lab', memory: 2048 },
      { name: 'web10', ip: '192.0.2.12', network: 'lab', memory: 2048 },
    ],
  )
  for (const { mac } of added) assert.match(mac, /^08:00:27:/)
  assert.ok(readFileSync(path, 'utf8').startsWith(STORE), 'what was there is there')
})

/** Words that cannot be followed, the status and what is said. */
const REFUSED: [string[], number, RegExp][] = [
  [['add', 'new', 'old'], 1, /E_HOSTS_CONFLICT: there is a host old already \(.*hosts\.ini:15\)/],
  [['add', 'new', '--mac=00163E000001'], 1, /E_HOSTS_CONFLICT: .*00:16:3e:00:00:01 is taken by old/],
  [['add', 'new', '--ip=192.0.2.10'], 1, /E_HOSTS_CONFLICT: .*192\.0\.2\.10 is taken by old/],
  [['add', 'new', '--ip=192.0.2.150'], 2, /E_USAGE: .*dynamic range/],
  [['add', 'new', '--profile=debain'], 1, /E_HOSTS_NOT_FOUND: .*no profile debain/],
  [['add', 'new', '--network=dmz'], 1, /E_HOSTS_NOT_FOUND: .*no network dmz/],
  [['add', 'web[1-200]'], 1, /E_HOSTS_CONFLICT: network lab: no address of .* is free/],
  [['rename', 'old', 'BARE'], 1, /E_HOSTS_CONFLICT: there is a host BARE already \(.*hosts\.ini:20\)/],
  [['add', 'a..b'], 2, /E_USAGE: .*cannot be named a\.\.b/],
  [['add', 'n'.repeat(64)], 2, /E_USAGE: .*cannot be named n{64} /],
  [['add', 'a/b'], 2, /E_USAGE: .*cannot be named a\/b/],
  [['add', '00-16-3e-00-00-09'], 2, /E_USAGE: host 00-16-3e-00-00-09: its name is a MAC address/],
  [['add', ''], 2, /E_USAGE: a host's name is empty/],
  [['add', 'new', 'New'], 1, /E_HOSTS_CONFLICT: the name New is given twice\n$/],
  [['set', 'old', 'option-43=hex:010'], 2, /E_USAGE: option-43=hex:010 .*hex:BYTES/],
  [['rename', 'bare', 'c0ffee00cafe'], 2, /E_USAGE: a host cannot be named c0ffee00cafe, which is a MAC/],
  [['set', 'old', 'memry=1'], 2, /E_USAGE: .*no key memry \(did you mean memory\?\)/],
  [['set', 'old', 'memory=much'], 2, /E_USAGE: memory=much/],
  [['show', 'olde'], 1, /E_HOSTS_NOT_FOUND: there is no host olde .*did you mean old/],
  [['boot', 'old', '--local', '--once'], 2, /E_USAGE/],
  [['boot', 'bare', '--once'], 2, /E_USAGE: host bare has no profile/],
]
for (const [given, status, said] of REFUSED) {
  commands(`${given.join(' ')} is refused, and the file stays as it is`, () => {
    const result = call(...given)
    assert.match(result.stderr, said)
    assert.is(result.status, status)
    assert.is(readFileSync(path, 'utf8'), STORE)
  })
}

commands('what is added and removed again leaves no trace', () => {
  call('add', 'new', '--note=a;b')
  assert.is(documentOf('show', 'new').note, 'a;b')
  assert.is(call('remove', 'new').status, 0)
  assert.is(readFileSync(path, 'utf8'), STORE)
})

commands('set and remove change many hosts at once, all or none', () => {
  call('add', 'n[1-9]')
  const before = readFileSync(path, 'utf8')
  assert.equal(
    documentOf('set', 'n[1-9]', 'memory=512', 'note=x').map(
      ({ memory, note }: { memory: number; note: string }) => [memory, note],
    ),
    Array.from({ length: 9 }, () => [512, 'x']),
  )
  assert.is(call('set', 'n[1-10]', 'memory=1').status, 1)
  call('set', 'n[1-9]', 'memory=', 'note=')
  assert.is(readFileSync(path, 'utf8'), before)
  assert.is(call('remove', 'n[1-10]').status, 1)
  assert.is(call('remove', 'n[1-9]').status, 0)
  assert.is(readFileSync(path, 'utf8'), STORE)
})

commands('show says where each value comes from', () => {
  const { memory, bridge, origins } = documentOf('show', 'old')
  assert.equal({ memory, bridge }, { memory: 2048, bridge: 'xenbr0' })
  assert.equal(origins.memory, { from: 'profile', file: path, line: 10 })
  assert.equal(origins.bridge, { from: 'network', file: path, line: 6 })
  assert.equal(origins.ip, { from: 'host', file: path, line: 17 })
  writeFileSync(path, STORE.replace('bridge =', 'gateway = 192.0.2.1\nbridge ='))
  const more = documentOf('show', 'old')
  assert.equal([more.gateway, more.dns], ['192.0.2.1', null])
  assert.equal(more.origins.gateway, { from: 'network', file: path, line: 6 })
  call('set', 'old', 'option-3=none')
  const { gateway, 'option-3': option, origins: after } = documentOf('show', 'old')
  assert.equal([gateway, option], [null, 'none'])
  assert.equal(after.gateway, { from: 'host', file: path, line: 20 })
  assert.equal(after.gateway, after['option-3'])
  assert.match(call('show', 'old').stdout, /^gateway +none +host, .*:20$/m)
})

commands('set changes the lines that it is asked to', () => {
  call('set', 'old', 'ip=192.0.2.20', 'profile=', 'x-rack=7', 'mac=00-16-3E-00-00-0A')
  assert.is(
    readFileSync(path, 'utf8'),
    STORE.replace(
      '00:16:3e:00:00:01\nip = 192.0.2.10\nprofile = debian\n',
      '00:16:3e:00:00:0a\nip = 192.0.2.20\nx-rack = 7\n',
    ),
  )
})

commands('a full disk leaves the file as it is', () => {
  const limited = [
    '-c',
    'ulimit -f 1; trap "" XFSZ; exec "$@"',
    'sh',
    'bin/tspxeboot',
    ...words('add', 'n[1-60]'),
  ]
  const { status, stderr } = spawnSync('bash', limited, { encoding: 'utf8' })
  assert.match(stderr, /E_OUTPUT: cannot write the store of hosts .*hosts\.ini: EFBIG/)
  assert.is(status, 1)
  assert.is(readFileSync(path, 'utf8'), STORE)
  assert.equal(readdirSync(folder).sort(), ['hosts.ini', 'hosts.ini.lock'])
})

commands('a renamed host keeps what is remembered of it', () => {
  call('boot', 'old', '--profile=install', '--until-booted')
  call('rename', 'old', 'new')
  assert.is(documentOf('show', 'new').boot, 'install')
  assert.equal(documentOf('booted', 'new'), { name: 'new', spent: true, written: [] })
  const { boot, origins } = documentOf('show', 'new')
  assert.is(boot, 'local')
  assert.is(origins.boot.from, 'state')
  assert.match(readFileSync(origins.boot.file, 'utf8'), '"spent": "2')
  assert.is(documentOf('boot', 'new').boot, 'profile')
  assert.is(documentOf('show', 'new').boot, 'profile')
})

commands('boot changes the value of a boot that is there, and adds none for what is usual anyway', () => {
  const text = `${STORE}profile = debian\n`.replace('boot = local', 'boot = local    ; until it works')
  writeFileSync(path, text)
  call('boot', 'old', '--once')
  assert.is(readFileSync(path, 'utf8'), text)
  call('boot', 'bare', '--once')
  assert.is(readFileSync(path, 'utf8'), text.replace('boot = local ', 'boot = profile '))
})

commands('a host that is named twice is removed once', () => {
  assert.equal(documentOf('remove', 'old', 'old'), { removed: ['old'] })
})

commands('a one-time boot is over when set says what the host boots', () => {
  for (const setting of ['boot=install', 'profile=install']) {
    call('boot', 'old', '--profile=install', '--until-booted')
    call('booted', 'old')
    assert.is(documentOf('show', 'old').boot, 'local', setting)
    call('set', 'old', 'note=kept')
    assert.is(documentOf('show', 'old').boot, 'local', setting)
    call('set', 'old', setting)
    assert.not.equal(documentOf('show', 'old').boot, 'local', setting)
  }
})

commands('a new host has no part in the past of one that had its name', () => {
  const file = join(folder, 'hosts.csv')
  writeFileSync(file, 'name,mac,ip\nold,00:16:3e:00:00:01,192.0.2.10\n')
  for (const back of [
    ['add', 'old', '--boot=install'],
    ['import', file, '--apply'],
  ]) {
    writeFileSync(path, STORE)
    call('boot', 'old', '--profile=install', '--until-booted')
    call('booted', 'old')
    writeFileSync(path, STORE.replace(/\[host "old"\][^[]*/, ''))
    call(...back)
    call('set', 'old', 'boot=install', `--state-dir=${folder}/other`)
    assert.is(documentOf('show', 'old').boot, 'install', back[0])
  }
})

commands('a root that is only a folder is one of the boot server', () => {
  assert.match(call('auto-add', '--root=/srv/root/debian').stderr, /E_USAGE: .*lab has no next-server/)
  writeFileSync(path, STORE.replace('bridge', 'next-server = 192.0.2.1\nbridge'))
  const [{ root }] = documentOf('auto-add', '--root=/srv/root/debian')
  assert.is(root, 'nfs:192.0.2.1:/srv/root/debian')
})

commands('auto-add names a host by the pattern if DNS has no name', () => {
  assert.is(call('auto-add', '--name-pattern=pc-%d').stdout, 'pc-1\n')
  assert.is(call('auto-add', '--name-pattern=pc-%d').stdout, 'pc-2\n')
  const [{ name, mac, ip }] = documentOf('auto-add', '--mac=00:11:22:33:44:55', '--ip=192.0.2.98')
  assert.equal([name, mac, ip], ['host-1', '00:11:22:33:44:55', '192.0.2.98'])
})

commands('xl prints a domain with the same MAC, and with an empty disk if it has none', () => {
  assert.is(
    call('xl', 'old').stdout,
    `name = "old"
type = "pv"
memory = 2048
vcpus = 1
vif = [ "mac=00:16:3e:00:00:01,bridge=xenbr0" ]
disk = [ "${folder}/state/no-disk.img,raw,xvda,r" ]
bootloader = "/usr/bin/tspxeboot"
bootloader_args = [ "mac=00:16:3e:00:00:01", "bridge=xenbr0" ]
`,
  )
  assert.ok(existsSync(`${folder}/state/no-disk.img`))
})

for (const hypervisor of ['xen', 'libvirt']) {
  unless(needs('virt-xml-validate'), commands)(
    `libvirt prints a domain of ${hypervisor} that libvirt takes`,
    () => {
      call('set', 'old', `hypervisor=${hypervisor}`, 'note=<&>')
      const file = join(folder, 'old.xml')
      const state = relative(process.cwd(), join(folder, 'state'))
      writeFileSync(file, call('libvirt', 'old', `--state-dir=${state}`).stdout)
      const { status, stderr } = spawnSync('virt-xml-validate', [file, 'domain'], { encoding: 'utf8' })
      assert.is(status, 0, stderr)
    },
  )
}

commands('errors are documents too', () => {
  writeFileSync(path, STORE.replace('192.0.2.10\n', '198.51.100.1\n'))
  const { status, stdout } = call('list', '--json')
  assert.is(status, 1)
  const { error } = JSON.parse(stdout)
  assert.is(error.code, 'E_HOSTS_INVALID')
  assert.match(error.message, /hosts\.ini:17: /)
})

commands('an add that is killed leaves either the old file or the new one', async () => {
  for (let round = 0; round < 12; round += 1) {
    const before = readFileSync(path, 'utf8')
    const child = spawn('bin/tspxeboot', words('add', `r${round}`), { stdio: 'ignore' })
    // Not before it could have begun, and up to its usual end.
    setTimeout(() => child.kill('SIGKILL'), 60 + 25 * round).unref()
    await once(child, 'exit')
    const after = readFileSync(path, 'utf8')
    const added = after.slice(before.length)
    assert.ok(after.startsWith(before))
    assert.match(added, /^(\n\[host "r\d+"\]\nmac = .{17}\nip = [\d.]+\n)?$/)
  }
  assert.is(call('list').status, 0)
})

commands('twenty that add at once leave as many hosts as they added', async () => {
  writeFileSync(path, '[network "lab"]\nsubnet = 10.0.0.0/16\nstatic = 10.0.1.0-10.0.9.255\n')
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const child = spawn('bin/tspxeboot', words('add', `h${at}n[1-50]`), { stdio: 'ignore' })
      const [status] = await once(child, 'exit')
      return status
    }),
  )
  assert.equal(new Set(statuses), new Set([0]))
  const all = documentOf('list')
  assert.is(new Set(all.map(({ ip }: { ip: string }) => ip)).size, 1000)
  assert.is(new Set(all.map(({ mac }: { mac: string }) => mac)).size, 1000)
})

commands('apply writes what the store says, and says what it would write', () => {
  const config = join(folder, 'tftp/pxelinux.cfg/01-00-16-3e-00-00-01')
  writeFileSync(path, `${STORE}[output "pxelinux"]\nroot = ${folder}/tftp\n`)
  const nothing = { removed: [], unchanged: 0, reloaded: [] }
  assert.equal(documentOf('apply', '--dry-run'), { written: [config], ...nothing })
  assert.is(call('apply', '--dry-run').stdout, `would be written: ${config}\n`)
  assert.is(call('apply', '--dry-run', '--exit-code').status, 1)
  assert.match(
    call('apply', '--diff').stdout,
    `--- /dev/null\n+++ ${config}\n@@ -0,0 +1,4 @@\n+# Written by tspxeboot`,
  )
  assert.not(existsSync(config))
  assert.equal(documentOf('apply'), { written: [config], ...nothing })
  assert.match(readFileSync(config, 'utf8'), /\nDEFAULT old\nLABEL old\n {2}KERNEL debian\/vmlinuz\n$/)
  assert.is(call('apply', '--dry-run', '--exit-code').status, 0)
  assert.is(call('apply').stdout, 'nothing to do: everything is as the store says\n')
})

commands('apply writes the same by whatever way the store is named', () => {
  writeFileSync(path, `${STORE}[output "pxelinux"]\nroot = ${folder}/tftp\n`)
  writeFileSync(join(folder, 't.cfg'), `DEFAULT l\nLABEL l\n  KERNEL \${kernel}\n`)
  call('set', 'old', 'template=t.cfg')
  assert.is(documentOf('apply').written.length, 1)
  mkdirSync(join(folder, 'etc'))
  symlinkSync(path, join(folder, 'etc/link.ini'))
  for (const name of [relative(process.cwd(), path), join(folder, 'etc/link.ini')]) {
    const call = spawnSync('bin/tspxeboot', words('apply', `--hosts=${name}`), { encoding: 'utf8' })
    assert.is(call.stdout, 'nothing to do: everything is as the store says\n', call.stderr)
  }
})

commands('apply stops at a file that was edited, and --diff --force shows what would be lost', () => {
  const config = join(folder, 'tftp/pxelinux.cfg/01-00-16-3e-00-00-01')
  writeFileSync(path, `${STORE}[output "pxelinux"]\nroot = ${folder}/tftp\n`)
  documentOf('apply')
  writeFileSync(config, 'mine\n')
  const { status, stderr } = call('apply')
  assert.is(status, 1)
  assert.match(stderr, `E_HOSTS_CONFLICT: ${config} was changed since tspxeboot wrote it`)
  assert.match(call('apply', '--diff', '--force').stdout, '\n-mine\n+# Written by tspxeboot')
  documentOf('apply', '--force')
  assert.match(readFileSync(config, 'utf8'), 'LABEL old')
})

commands.run()
