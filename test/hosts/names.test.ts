// Guests named by their hosts, and what the store remembers of their boots; by the built program.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../support/boot-tree.ts'

const names = suite('hosts by name')

const MAC = '00:16:3e:11:22:33'
const STORE = `[network "lab"]
subnet = 192.0.2.0/24
bridge = xenbr0
[profile "install"]
kernel = vmlinuz
[host "web1"]
mac = ${MAC}
ip = 192.0.2.10
profile = install
cpus = 3
memory = 4096
[host "new"]
ip = 192.0.2.11
`

let folder = ''
let store = ''
let tree = ''
names.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-names-'))
  tree = writeBootTree(folder, { 'pxelinux.cfg/C000020A': 'DEFAULT l\nLABEL l\nKERNEL vmlinuz\n' }).root
})
names.after(() => rmSync(folder, { recursive: true }))
names.before.each(() => {
  store = join(folder, 'hosts.ini')
  writeFileSync(store, STORE)
})

function call(...words: string[]) {
  const { status, stdout, stderr } = spawnSync('bin/tspxeboot', words, { encoding: 'utf8', input: '' })
  return { status, stdout, stderr }
}

function bootOf(...words: string[]) {
  return call(
    ...words,
    ...[`--tree=${tree}`, `--hosts=${store}`, `--state-dir=${folder}/state`],
    ...[`--output-directory=${folder}/out`, '--output-format=simple'],
  )
}

names('explain takes a name where it takes a MAC, and has the address of the store', () => {
  const { status, stdout, stderr } = call('explain', 'web1', '--json', `--tree=${tree}`, `--hosts=${store}`)
  assert.is(status, 0, stderr)
  const { guest, config } = JSON.parse(stdout)
  assert.is(guest.mac, MAC)
  assert.match(config.file, /C000020A$/)
})

names('in a tree DHCP says what the store says, to each kind of client', () => {
  const more = 'boot-file-efi-x86_64 = grub.efi\noption-209 = pxelinux.cfg/C000020A\ngateway = 192.0.2.254\n'
  writeFileSync(store, STORE.replace('bridge = xenbr0\n', more))
  const leaseOf = (...words: string[]) => {
    const { stdout } = call('explain', 'web1', '--json', `--tree=${tree}`, `--hosts=${store}`, ...words)
    const { address, gateway, bootFile, configFile } = JSON.parse(stdout).lease
    return { address, gateway, bootFile, configFile }
  }
  const told = { address: '192.0.2.10', gateway: '192.0.2.254', configFile: 'pxelinux.cfg/C000020A' }
  assert.equal(leaseOf(), { ...told, bootFile: 'pxelinux.0' })
  assert.equal(leaseOf('--arch=7'), { ...told, bootFile: 'grub.efi' })
  assert.equal(leaseOf('--bootfile=mine.0'), { ...told, bootFile: 'mine.0' })
})

names('a host that the store does not give is a document too', () => {
  const { status, stdout } = call('explain', 'web2', '--json', `--tree=${tree}`, `--hosts=${store}`)
  assert.is(status, 1)
  const { outcome, guest, error } = JSON.parse(stdout)
  assert.equal([outcome, guest.mac, error.code], ['error', null, 'E_HOSTS_NOT_FOUND'])
})

names('the bootloader call takes host=NAME', () => {
  const { status, stdout, stderr } = bootOf('host=web1')
  assert.is(status, 0, stderr)
  assert.match(stdout, /^kernel \S+\n/)
})

/** Calls, the status and what is said. */
const REFUSED: [string[], number, RegExp][] = [
  [['host=web2'], 1, /E_HOSTS_NOT_FOUND: there is no host web2 .*did you mean web1/],
  [['host=new'], 1, /E_HOSTS_NOT_FOUND: host new has no MAC address \(.*hosts\.ini:12\)/],
  [['host=web1,mac=00:16:3e:00:00:01'], 2, /E_USAGE: .*name two guests/],
]
for (const [words, status, said] of REFUSED) {
  names(`${words.join(' ')} is refused`, () => {
    const result = bootOf(...words)
    assert.match(result.stderr, said)
    assert.is(result.status, status)
  })
}

names('without a store, a name is reported as an invalid MAC', () => {
  const { status, stderr } = call('explain', 'nobody', `--tree=${tree}`)
  assert.is(status, 2)
  assert.match(stderr, /E_USAGE: "nobody" is not a MAC address/)
})

names('a broken store stops a boot by name, and is a warning for a boot by MAC', () => {
  writeFileSync(store, `${STORE}nonsense = 1\n`)
  const byName = bootOf('host=web1')
  assert.is(byName.status, 1)
  assert.match(byName.stderr, /E_HOSTS_INVALID: .*hosts\.ini:14: /)
  const byMac = bootOf(`mac=${MAC},ip=192.0.2.10`)
  assert.is(byMac.status, 0, byMac.stderr)
  assert.match(byMac.stderr, /hosts\.ini:14: /)
})

names('in a tree DHCP says what goes with the boot that is next, by the state', () => {
  const once = '[profile "once"]\nkernel = vmlinuz\nboot-file = once/pxelinux.0\n'
  writeFileSync(store, STORE.replace('[host "web1"]', `${once}[host "web1"]\nboot = once`))
  const place = [`--hosts=${store}`, `--state-dir=${folder}/spent`]
  const bootFile = (state: string) => {
    const words = [`--hosts=${store}`, `--state-dir=${folder}/${state}`, `--tree=${tree}`]
    return JSON.parse(call('explain', 'web1', '--json', ...words).stdout).lease.bootFile
  }
  assert.is(call('hosts', 'boot', 'web1', '--profile=once', '--until-booted', ...place).status, 0)
  assert.is(bootFile('spent'), 'once/pxelinux.0')
  assert.is(call('hosts', 'booted', 'web1', ...place).status, 0)
  assert.is(bootFile('spent'), 'pxelinux.0')
  assert.is(bootFile('other'), 'once/pxelinux.0')
})

names('a guest is installed once, and then boots its disk', () => {
  const hosts = (...words: string[]) =>
    call('hosts', ...words, `--hosts=${store}`, `--state-dir=${folder}/state`, '--json')
  const next = () => JSON.parse(hosts('show', 'web1').stdout).boot
  const config = () => readFileSync(join(tree, 'pxelinux.cfg/01-00-16-3e-11-22-33'), 'utf8')
  writeFileSync(store, `${STORE}[output "pxelinux"]\nroot = ${tree}\n`)
  assert.is(hosts('boot', 'web1', '--once').status, 0)
  assert.is(hosts('apply').status, 0)
  assert.match(config(), /KERNEL.*vmlinuz/)
  assert.is(bootOf('host=web1', '--label=none').status, 1, 'it fails')
  assert.is(bootOf('host=web1', '--not-really').status, 0, 'it is only looked at')
  assert.is(next(), 'profile')
  assert.is(bootOf(`mac=${MAC},ip=192.0.2.10`).status, 0, 'it is handed over')
  assert.is(next(), 'local')
  assert.match(config(), /LOCALBOOT/)
  const again = call('explain', 'web1', '--json', `--tree=${tree}`, `--hosts=${store}`)
  assert.is(JSON.parse(again.stdout).outcome, 'local', 'its second boot')
  assert.equal(JSON.parse(hosts('apply').stdout).written, [])
  assert.is(hosts('boot', 'web1').status, 0)
  assert.is(next(), 'profile')
})

names.run()
