// `vbox create` and `vbox boot` as an admin calls them by sudo: a real DHCP and TFTP server on the machine's network,
// a double of VBoxManage in an ordinary user's home, and the ISO really booted.
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cpio } from '../support/cpio.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { bootIso, debianKernel, reportingRamdisk } from '../support/machine.ts'
import { BRIDGE, type TestNetwork } from '../support/network.ts'
import { type Finished, type Running, run, until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { installVBoxManage, vboxHome } from '../support/vboxmanage/index.ts'
import { withSite } from './boots.ts'

const vbox = suite('vbox on a real network')
const test = unless(needs('root', 'ip', 'dnsmasq', 'xorriso', 'qemu-system-x86_64'), vbox)

/** Nobody has this user id. */
const ANN = 48_213
const AS_ANN = ['setpriv', `--reuid=${ANN}`, `--regid=${ANN}`, '--clear-groups']
const CONFIG = `DEFAULT linux
LABEL linux
  KERNEL vmlinuz
  INITRD first.img,second.img
  APPEND root=/dev/nfs note="two words" ip=dhcp
LABEL disk
  LOCALBOOT 0
`

interface Host {
  net: TestNetwork
  server: Running
  ann: ReturnType<typeof vboxHome>
  home: string
  /** `tspxeboot vbox WORDS...`, called by ann through sudo, or by ann alone. */
  vbox(words: string[], as?: 'root' | 'ann'): Promise<Finished>
  /** The same by sudo, left running. */
  start(words: string[]): Running
}

async function withHost(body: (host: Host) => Promise<void>): Promise<void> {
  const second = cpio([{ name: 'second-ramdisk', mode: 0o100644, content: Buffer.from('2') }])
  const files = {
    'pxelinux.cfg/default': CONFIG,
    vmlinuz: readFileSync(debianKernel()),
    'first.img': reportingRamdisk(),
    'second.img': second,
  }
  await withSite(files, async ({ net, tree }) => {
    const server = await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const home = join(net.folder, 'ann')
    mkdirSync(home)
    chownSync(home, ANN, ANN)
    const passwd = join(net.folder, 'passwd')
    writeFileSync(passwd, `${readFileSync('/etc/passwd', 'utf8')}ann:x:${ANN}:${ANN}::${home}:/bin/sh\n`)
    await installVBoxManage(join(net.folder, 'bin'), '7.1')
    // A copy, for ann may not be let into the folder of the tests.
    for (const part of ['bin', 'dist'])
      cpSync(resolve(part), join(net.folder, 'program', part), { recursive: true })
    const program = join(net.folder, 'program/bin/tspxeboot')
    const command = (words: string[], as: 'root' | 'ann') => [
      // A namespace has mounts of its own: only what runs here sees ann.
      ...['sh', '-c', `mount --bind ${passwd} /etc/passwd && exec "$@"`, 'sh'],
      ...(as === 'ann' ? AS_ANN : []),
      ...[program, 'vbox', ...words],
    ]
    const env = { SUDO_USER: 'ann', HOME: '/root', PATH: `${join(net.folder, 'bin')}:${process.env.PATH}` }
    await body({
      net,
      server,
      home,
      ann: vboxHome(home),
      vbox: (words, as = 'root') => net.host.run(command(words, as), { env }),
      start: (words) => net.host.start(command(words, 'root'), { env }),
    })
  })
}

test('makes the machines that the store of hosts has, and writes back a MAC that one got', () =>
  withHost(async ({ net, ann, vbox }) => {
    const store = join(net.folder, 'hosts.ini')
    writeFileSync(store, '[host "web"]\nmac = 08:00:27:00:00:01\ncpus = 3\nmemory = 4096\n[host "new"]\n')
    const create = (host: string) =>
      vbox(['create', `--host=${host}`, `--hosts=${store}`, `--bridge-adapter=${BRIDGE}`, '--json'])
    const web = await create('web')
    assert.is(web.status, 0, web.stderr)
    const { mac, cpus, memoryMiB } = JSON.parse(web.stdout)
    assert.equal({ mac, cpus, memoryMiB }, { mac: '08:00:27:00:00:01', cpus: 3, memoryMiB: 4096 })
    assert.ok(ann.machine('web'))
    const made = JSON.parse((await create('new')).stdout)
    assert.ok(readFileSync(store, 'utf8').endsWith(`[host "new"]\nmac = ${made.mac}\n`))
  }))

test('creates a machine for the user who called sudo, and boots what PXE says', () =>
  withHost(async ({ net, server, ann, home, vbox }) => {
    const before = net.leftovers()
    const created = await vbox(['create', 'web', `--bridge-adapter=${BRIDGE}`, '--nic-type=virtio', '--json'])
    assert.is(created.status, 0, created.stderr)
    const { mac } = JSON.parse(created.stdout)
    assert.match(mac, /^08:00:27:/)
    assert.is(ann.machine('web')?.values.nictype1, 'virtio')

    const dry = await vbox(['boot', 'web', '--dry-run'])
    assert.is(dry.status, 0, dry.stderr)
    assert.match(dry.stdout, /^# web would boot \S+\n# kernel tftp:.*\n(# initrd tftp:.*\n)+# args root=/)
    assert.match(dry.stdout, /^VBoxManage startvm web --type headless$/m)
    assert.is(ann.machine('web')?.state, 'poweroff')

    const booted = await vbox(['boot', 'web', '--json'])
    assert.is(booted.status, 0, booted.stderr)
    const report = JSON.parse(booted.stdout)
    const iso = join(home, 'VirtualBox VMs/web/tspxeboot.iso')
    assert.equal(
      [report.outcome, report.mac, report.interface, report.iso, report.started],
      ['boot', mac, BRIDGE, iso, true],
    )
    await until(() => server.output().includes(`DHCPDISCOVER(eth0) ${mac}`), server.output)
    assert.is(ann.machine('web')?.state, 'running')
    assert.is(ann.machine('web')?.slots['IDE-1-0'], iso)
    assert.equal([statSync(iso).uid, statSync(iso).gid], [ANN, ANN])
    assert.equal(net.leftovers(), before)

    const guest = await bootIso({ firmware: 'bios', iso, folder: net.folder })
    assert.is(guest.commandLine, 'BOOT_IMAGE=/linux initrd=/initrd root=/dev/nfs note="two words" ip=dhcp')
    assert.match(guest.files, /second-ramdisk/)

    const listed = await vbox(['list'])
    assert.match(listed.stdout, new RegExp(`^web +${mac} +bridged:${BRIDGE} +bios +running +${iso}$`, 'm'))
    assert.is((await vbox(['reset', 'web'])).stdout, 'web is reset\n')
  }))

test('boots a machine with EFI firmware', () =>
  withHost(async ({ net, home, vbox }) => {
    await vbox(['create', 'web', `--bridge-adapter=${BRIDGE}`, '--firmware=efi'])
    const booted = await vbox(['boot', 'web', '--args=more words'])
    assert.is(booted.status, 0, booted.stderr)
    const iso = join(home, 'VirtualBox VMs/web/tspxeboot.iso')
    const guest = await bootIso({ firmware: 'efi', iso, folder: net.folder })
    assert.is(guest.commandLine, 'root=/dev/nfs note="two words" ip=dhcp more words')
  }))

test('gives the machine another entry with --label: its own disk', () =>
  withHost(async ({ ann, home, vbox }) => {
    await vbox(['create', 'web', `--bridge-adapter=${BRIDGE}`])
    const without = await vbox(['boot', 'web', '--label=disk', '--json'])
    assert.is(without.status, 1)
    assert.is(JSON.parse(without.stdout).error.code, 'E_LOCAL_BOOT')
    assert.match(without.stderr, /E_LOCAL_BOOT: .* "web" has none/)

    const disk = join(home, 'web.vdi')
    writeFileSync(disk, '')
    const attach = ['storageattach', 'web', '--storagectl', 'IDE', '--port', '0', '--device', '0']
    const double = join(home, '../bin/VBoxManage')
    const { status } = await run([
      ...AS_ANN,
      'env',
      `HOME=${home}`,
      double,
      ...attach,
      '--type',
      'hdd',
      '--medium',
      disk,
    ])
    assert.is(status, 0)
    const booted = await vbox(['boot', 'web', '--label=disk', '--prepare-only'])
    assert.is(booted.status, 0, booted.stderr)
    assert.match(booted.stdout, /boots its disk\nweb is not started/)
    assert.is(ann.machine('web')?.values.boot1, 'disk')
  }))

test('needs root for the boot, and says so before it changes anything', () =>
  withHost(async ({ ann, vbox }) => {
    await vbox(['create', 'web', `--bridge-adapter=${BRIDGE}`], 'ann')
    const before = ann.machines()
    const { status, stderr } = await vbox(['boot', 'web'], 'ann')
    assert.is(status, 1)
    assert.match(stderr, /E_PERMISSION: .*sudo tspxeboot vbox boot web/)
    assert.equal(ann.machines(), before)
  }))

test('tells of the macvlan where a device without a bridge reaches no server', () =>
  withHost(async ({ net, home, vbox }) => {
    await net.host.check(['ip', 'link', 'add', 'lonely', 'type', 'veth', 'peer', 'name', 'far'])
    await net.host.check(['ip', 'link', 'set', 'lonely', 'up'])
    await vbox(['create', 'web', '--bridge-adapter=lonely'])
    const { status, stderr } = await vbox(['boot', 'web', '--dhcp-timeout=2'])
    assert.is(status, 1)
    assert.match(
      stderr,
      /E_DHCP_TIMEOUT: .*on lonely, which is not a bridge, servers of this host itself cannot be reached/,
    )
    assert.not.ok(existsSync(join(home, 'VirtualBox VMs/web/tspxeboot.iso')))
  }))

test('leaves nothing when it is ended while it waits for DHCP', () =>
  withHost(async ({ net, ann, home, vbox, start }) => {
    await addLonelyDevice(net)
    await vbox(['create', 'web', '--bridge-adapter=lonely'])
    const before = { machines: ann.machines(), left: net.leftovers(), work: workFolders() }
    const boot = start(['boot', 'web'])
    await until(() => boot.output().includes('requesting info'), boot.output)
    assert.is(await boot.stop('SIGTERM'), 1)
    assert.match(boot.output(), 'E_CANCELLED')
    assert.equal({ machines: ann.machines(), left: net.leftovers(), work: workFolders() }, before)
    assert.equal(readdirSync(join(home, 'VirtualBox VMs/web')), ['web.vbox'])
  }))

test('refuses the machines of another user without root, and a user that there is not', () =>
  withHost(async ({ vbox }) => {
    const other = await vbox(['list', '--vbox-user=root'], 'ann')
    assert.match(other.stderr, /E_PERMISSION: the virtual machines of root need root/)
    const none = await vbox(['list', '--vbox-user=nosuchuser'])
    assert.match(none.stderr, /E_USAGE: there is no user "nosuchuser"/)
  }))

vbox.run()

/** A device that no server is on. */
async function addLonelyDevice({ host }: TestNetwork): Promise<void> {
  await host.check(['ip', 'link', 'add', 'lonely', 'type', 'veth', 'peer', 'name', 'far'])
  for (const end of ['lonely', 'far']) await host.check(['ip', 'link', 'set', end, 'up'])
}

function workFolders(): string[] {
  return readdirSync('/var/tmp').filter((name) => name.startsWith('tspxeboot-vbox-'))
}
