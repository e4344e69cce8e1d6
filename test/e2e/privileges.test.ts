/** What the process that reads the guest's network may do, looked at while a transfer is held up. */

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONFIG } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { bzImage, elfKernel, XEN_NOTES } from '../support/elf-kernel.ts'
import { mockBootServer } from '../support/mock-boot.ts'
import type { TestNetwork } from '../support/network.ts'
import { check, run, until } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM, withSite } from './boots.ts'

const privileges = suite('the PXE client process')
const test = unless(needs('root', 'ip'), privileges)

const FILES = { 'pxelinux.cfg/default': CONFIG, vmlinuz: 300_000, 'initrd.img': 200_000 }

/** A boot that hangs in its transfer. `said`: what it has printed. */
interface HangingBoot {
  supervisor: number
  client: number
  net: TestNetwork
  said: string
}

async function whileTransferHangs(
  words: string[],
  body: (boot: HangingBoot) => Promise<void>,
): Promise<void> {
  await withSite({}, async ({ net }) => {
    // A device that is not a bridge, for host mode; the server answers there too.
    await net.host.check(['ip', 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'up0p'])
    await net.host.check(['ip', 'link', 'set', 'up0p', 'master', 'xenbr0', 'up'])
    await net.host.check(['ip', 'address', 'add', '192.0.2.77/24', 'dev', 'up0'])
    await net.host.check(['ip', 'link', 'set', 'up0', 'up'])
    await mockBootServer(net.server, { files: FILES, tftp: 'stops' })
    const call = [PROGRAM, `mac=${MAC}`, 'bridge=xenbr0', `--output-directory=${net.folder}/out`, ...words]
    const boot = net.host.start(call)
    try {
      while (!boot.output().includes('downloading initrd')) await sleep(20)
      await sleep(300)
      await body({ ...clientOf(net), net, said: boot.output() })
    } finally {
      await boot.stop()
    }
  })
}

const xz = (bytes: Buffer): Buffer => execFileSync('xz', ['--check=crc32', '-c'], { input: bytes })

/** The one process of the network that runs a client's program, and its supervisor. */
function clientOf(net: TestNetwork, program = 'pxe-client'): { client: number; supervisor: number } {
  const { processes } = net.leftovers()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    // Its parent is unshare, and that one's may be nsenter, which have the same words; then comes the supervisor.
    const entrance = parentOf(pid)
    const above = parentOf(entrance)
    const supervisor = commandOf(above).startsWith('nsenter\0') ? parentOf(above) : above
    const words = commandOf(pid)
    const isClient =
      words.includes(`${program}.cjs`) &&
      !words.startsWith('unshare\0') &&
      commandOf(entrance).startsWith('unshare\0')
    if (isClient && commandOf(supervisor).includes(net.folder))
      return { client: Number(pid), supervisor: Number(supervisor) }
  }
  throw new Error(`no client among ${processes.join(', ')}`)
}

/** Empty where the process has gone. */
function parentOf(pid: string): string {
  try {
    return statusOf(Number(pid)).PPid ?? ''
  } catch {
    return ''
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

function statusOf(pid: number): Record<string, string> {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1')
  return Object.fromEntries(
    [...text.matchAll(/^(\w+):[ \t]*(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
  )
}

/** Throws where real, effective, saved and file system ids are not the same. */
function userOf(pid: number): { uid: number; gid: number } {
  const id = (name: string): number => {
    const ids = new Set(statusOf(pid)[name]?.split('\t'))
    assert.is(ids.size, 1)
    return Number([...ids][0])
  }
  return { uid: id('Uid'), gid: id('Gid') }
}

const namespaceOf = (pid: number, kind: string): string => readlinkSync(`/proc/${pid}/ns/${kind}`)

test('is a user of its run alone, in no group, with no capability and no way to a new one', () =>
  whileTransferHangs([], async ({ client }) => {
    const status = statusOf(client)
    const { uid } = userOf(client)
    assert.ok(uid > 1_900_000_000, `its user is ${uid}`)
    // The number of its room's process: nobody else has it.
    assert.ok(existsSync(`/proc/${uid - 1_900_000_000}`))
    assert.equal(status.Gid?.split('\t'), Array(4).fill('65534'))
    assert.is(status.Groups?.trim(), '')
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) assert.match(status[set] ?? '', /^0+$/, set)
    assert.is(status.NoNewPrivs, '1')
  }))

test('cannot get back what its bounding set lacks', () =>
  whileTransferHangs([], async ({ client }) => {
    assert.match(statusOf(client).CapBnd ?? '', /^0+$/)
  }))

test('leaves DHCP to a process with two capabilities, which ends with the lease', () =>
  withSite({}, async ({ net }) => {
    const boot = net.host.start([
      PROGRAM,
      `mac=${MAC}`,
      'bridge=xenbr0',
      `--output-directory=${net.folder}/out`,
    ])
    try {
      while (!boot.output().includes('requesting info')) await sleep(20)
      const { client } = clientOf(net, 'dhcp-client')
      const status = statusOf(client)
      assert.ok(userOf(client).uid > 1_900_000_000)
      assert.equal(status.Gid?.split('\t'), Array(4).fill('65534'))
      for (const set of ['CapPrm', 'CapEff', 'CapBnd'])
        assert.is(Number.parseInt(status[set] ?? '', 16), (1 << 10) | (1 << 13), set)
      assert.is(status.NoNewPrivs, '1')
      // Process 1 of a namespace of its own: it can name no other process of the room.
      assert.match(status.NSpid ?? '', /\t1$/)
    } finally {
      await boot.stop()
    }
    await whileTransferHangs([], async ({ net }) => {
      assert.throws(() => clientOf(net, 'dhcp-client'), /no client/)
    })
  }))

test('has a PID namespace of its own, with a process 1 that is not its own', () =>
  whileTransferHangs([], async ({ client }) => {
    const [, inside] = /\t(\d+)$/.exec(statusOf(client).NSpid ?? '') ?? []
    assert.ok(Number(inside) > 1, 'no process 1')
  }))

test('is who --runas says', () =>
  whileTransferHangs(['--runas=4321'], async ({ client }) => {
    assert.equal(userOf(client), { uid: 4321, gid: 65534 })
  }))

test('has a network and mounts of its own', () =>
  whileTransferHangs([], async ({ supervisor, client }) => {
    for (const kind of ['net', 'mnt'])
      assert.is.not(namespaceOf(client, kind), namespaceOf(supervisor, kind), kind)
    assert.is.not(namespaceOf(client, 'net'), namespaceOf(process.pid, 'net'))
  }))

test('sees no device but the loopback and the guest’s, and none of the host’s addresses answers', () =>
  whileTransferHangs([], async ({ supervisor, client, net }) => {
    const inside = (command: string[]) => run(['nsenter', `--net=/proc/${client}/ns/net`, ...command])
    const { stdout } = await inside(['ip', '-json', 'link', 'show'])
    const links = (JSON.parse(stdout) as { ifname: string; address: string }[]).map(({ ifname, address }) => [
      ifname,
      address,
    ])
    assert.equal(links, [
      ['lo', '00:00:00:00:00:00'],
      ['pxeport0', MAC],
    ])
    // A service of the host on its loopback, which the host itself reaches.
    const service = net.host.start(['python3', '-m', 'http.server', '--bind', '127.0.0.1', '8099'])
    const ask = ['curl', '--silent', '--max-time', '2', 'http://127.0.0.1:8099/']
    try {
      const reach = () => run(['nsenter', `--net=/proc/${supervisor}/ns/net`, ...ask])
      while ((await reach()).status !== 0) await sleep(50)
      assert.is((await inside(ask)).status, 7)
    } finally {
      await service.stop()
    }
  }))

test('can write to no file system, not even as root', () =>
  whileTransferHangs([], async ({ client }) => {
    for (const folder of ['/', '/etc', '/etc/ssl', '/usr', '/node', '/program']) {
      const file = `/proc/${client}/root${folder}/tspxeboot-was-here`
      assert.throws(() => writeFileSync(file, ''), /EROFS/, folder)
    }
  }))

const SYSTEM = [
  'bin',
  'etc',
  'lib',
  'lib32',
  'lib64',
  'libx32',
  'node',
  'package.json',
  'program',
  'sbin',
  'seccomp-filter',
  'usr',
]
const SETTINGS = ['alternatives', 'ca-certificates', 'crypto-policies', 'ld.so.cache', 'pki', 'ssl']

const othersIn = (folder: string, known: string[]) =>
  readdirSync(folder).filter((name) => !known.includes(name))

test('sees programs, libraries and certificates, and nothing else of the host', () =>
  whileTransferHangs([], async ({ client }) => {
    const root = `/proc/${client}/root`
    assert.equal(othersIn(root, SYSTEM), [])
    assert.equal(othersIn(`${root}/etc`, SETTINGS), [])
    assert.is(readlinkSync(`/proc/${client}/cwd`), readlinkSync(root))
  }))

test('sees the settings of the host too in host mode, for names are looked up there, and no sockets', () =>
  whileTransferHangs(['--network=host', '--interface=up0'], async ({ client }) => {
    const root = `/proc/${client}/root`
    assert.equal(othersIn(root, [...SYSTEM, 'run']), [])
    assert.ok(existsSync(`${root}/etc/nsswitch.conf`))
    if (existsSync(`${root}/run`)) assert.equal(othersIn(`${root}/run`, ['systemd', 'nscd']), [])
  }))

test('has a seccomp filter or a key ring of its own where the system can, and -v says so', () =>
  whileTransferHangs(['-v'], async ({ client, said }) => {
    const filters = (pid: number): number => Number(statusOf(pid).Seccomp_filters)
    const filtered = filters(client) > filters(process.pid)
    const [, major = '', minor = ''] = / (\d+)\.(\d+)/.exec(await check(['setpriv', '--version'])) ?? []
    assert.is(filtered, Number(major) * 100 + Number(minor) >= 241)
    const keys = filtered || needs('keyctl') === null
    assert.match(
      said,
      `with ${filtered ? 'a' : 'no'} seccomp filter and ${keys ? 'no key ring of ours' : 'our session key ring'}`,
    )
  }))

test('can make no namespace', () =>
  whileTransferHangs([], async ({ client }) => {
    const { uid } = userOf(client)
    const as = ['setpriv', `--reuid=${uid}`, `--regid=65534`, '--clear-groups', 'unshare', '--user', 'true']
    assert.is((await run(as)).status, 0)
    const root = `/proc/${client}/root`
    const caged = await run([
      'nsenter',
      `--mount=/proc/${client}/ns/mnt`,
      `--root=${root}`,
      `--wd=${root}`,
      ...as,
    ])
    assert.match(caged.stderr, /unshare failed: Operation not permitted/)
  }))

test('shares no System V IPC and no host name with the host', () =>
  whileTransferHangs([], async ({ supervisor, client }) => {
    for (const kind of ['ipc', 'uts'])
      assert.is.not(namespaceOf(client, kind), namespaceOf(supervisor, kind), kind)
  }))

test('still runs the program that a kernel is packed with', () =>
  withSite({ vmlinuz: bzImage(xz(elfKernel([XEN_NOTES.phys32Entry]))) }, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const call = [PROGRAM, 'explain', MAC, '--bridge=xenbr0', '--download', '--guest-type=pvh']
    const { status, stdout } = await net.host.run(call)
    assert.is(status, 0, stdout)
  }))

test('opens no debugger on a signal', () =>
  whileTransferHangs([], async ({ client }) => {
    process.kill(client, 'SIGUSR1')
    await sleep(500)
    const { stdout } = await run(['nsenter', `--net=/proc/${client}/ns/net`, 'cat', '/proc/net/tcp'])
    assert.is(stdout.trim().split('\n').length, 1, stdout)
  }))

test('has limits on its time, on the files that it writes and on its memory', () =>
  whileTransferHangs(['--timeout=50', '--max-size=1000000'], async ({ client }) => {
    const limits = readFileSync(`/proc/${client}/limits`, 'latin1')
    assert.match(limits, /^Max cpu time +110 +110 /m)
    assert.match(limits, /^Max file size +4000000 +4000000 /m)
    assert.match(limits, /^Max core file size +0 +0 /m)
    assert.match(limits, /^Max data size +2147483648 +2147483648 /m)
    // It may start no program and no thread.
    assert.match(limits, /^Max processes +0 +0 /m)
    assert.match(commandOf(String(client)), /--max-old-space-size=\d+\0/)
  }))

test('has open what it was given: the two files, sockets, and no terminal', () =>
  whileTransferHangs([], async ({ client, net }) => {
    const open = readdirSync(`/proc/${client}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${client}/fd/${fd}`)
      } catch {
        return ''
      }
    })
    // libuv opens the root directory where it finds no /dev/null.
    const nothing = ['/dev/null', readlinkSync(`/proc/${client}/root`)]
    const files = open.filter((target) => target.startsWith('/') && !nothing.includes(target))
    assert.equal(files.map((file) => file.replace(/\.[0-9a-f]+\.part$/, '')).sort(), [
      `${net.folder}/out/.kernel`,
      `${net.folder}/out/.ramdisk`,
    ])
    const others = open.filter((target) => !target.startsWith('/') && target !== '')
    assert.equal(
      others.filter((target) => !/^(socket|pipe|anon_inode):/.test(target)),
      [],
    )
  }))

test('cannot hold up the end of its run by stopping itself', () =>
  whileTransferHangs([], async ({ supervisor, client, net }) => {
    const before = net.leftovers().processes
    process.kill(client, 'SIGSTOP')
    await sleep(200)
    process.kill(supervisor, 'SIGTERM')
    await until(
      () => !existsSync(`/proc/${supervisor}`) && !existsSync(`/proc/${client}`),
      () => `the end of ${supervisor} and ${client}: ${before}`,
      20,
    )
  }))

privileges.run()
