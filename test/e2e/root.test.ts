// From `root build` to guests that run the new root's own init: real mmdebstrap, the boot played on a bridge, QEMU. What
// they boot with is what `hosts apply` writes of the profiles that the commands give.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Format, profileOf, type RootProfile } from '../../src/root-fs/index.ts'
import { builtRoot, ROOT_NAME, toldBy } from '../support/built-root.ts'
import { nfsGanesha } from '../support/file-servers.ts'
import { listening } from '../support/listening.ts'
import { createNetwork, SERVER_ADDRESS, type TestNetwork } from '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM } from './boots.ts'

const roots = suite('a root file system for diskless guests')
const machines = process.env.TSPXEBOOT_TEST_XEN === '0' ? 'needs a machine in emulation' : null
const tools = needs('root', 'ip', 'mmdebstrap', 'mksquashfs', 'qemu-system-x86_64')
const test = unless(machines ?? tools, roots)
const overNfs = unless(machines ?? tools ?? needs('ganesha.nfsd', 'rpcbind') ?? onOverlay(), roots)

/** Seconds that a guest in emulation may take on a machine that is busy. */
const LIMIT = 1500
/** A serial port takes emulation longer than anything else. */
const QUICK = 'console=ttyS0 quiet loglevel=3 systemd.show_status=0 mitigations=off'

/** Its keys take long to make. */
const WITHOUT_SSH = 'systemd.mask=ssh.service'

interface Lab {
  net: TestNetwork
  tree: string
  /** The store of hosts, with one host, which has `profile`. */
  store: string
}

/** NFS needs file handles, which an overlay (a container's file system) does not give. */
function onOverlay(): string | null {
  const { stdout } = spawnSync('stat', ['--file-system', '--format=%T', homedir()], { encoding: 'utf8' })
  return stdout.trim() === 'overlayfs' ? `needs another file system than an overlay at ${homedir()}` : null
}

/** A network with a store whose one host boots `profile`, in the boot tree of the built root. */
async function withLab(body: (lab: Lab) => Promise<void>): Promise<void> {
  const { tree } = await builtRoot()
  const net = await createNetwork()
  const store = join(net.folder, 'hosts.ini')
  writeFileSync(
    store,
    `[network "lab"]
subnet = 192.0.2.0/24
next-server = ${SERVER_ADDRESS}
[output "pxelinux"]
root = ${tree}
[host "web1"]
mac = ${MAC}
ip = 192.0.2.77
`,
  )
  try {
    await body({ net, tree, store })
  } finally {
    await net.close()
  }
}

function addProfile(store: string, name: string, profile: RootProfile): void {
  const lines = Object.entries(profile).flatMap(([key, value]) =>
    value === '' ? [] : [`${key} = ${value}\n`],
  )
  writeFileSync(store, `${readFileSync(store, 'utf8')}[profile "${name}"]\n${lines.join('')}`)
}

/** Boots web1 by that profile, with `words` more, until it switches itself off; what its root told. */
async function boot({ net, tree, store }: Lab, profile: string, words = ''): Promise<Record<string, string>> {
  const state = join(net.folder, 'state')
  rmSync(join(tree, 'pxelinux.cfg'), { recursive: true, force: true })
  const stored = ['--hosts', store, '--state-dir', state]
  await net.host.check([PROGRAM, 'hosts', 'set', 'web1', `profile=${profile}`, ...stored])
  await net.host.check([PROGRAM, 'hosts', 'apply', ...stored])
  const serve = ['serve', tree, '--interface=eth0', `--address=${SERVER_ADDRESS}/24`, ...stored]
  const server = await listening(net.server, net.server.start([PROGRAM, ...serve]), 67)
  await listening(net.server, server, 69)

  for (const command of ['tuntap add guest0 mode tap', 'link set guest0 master xenbr0 up'])
    await net.host.check(['ip', ...command.split(' ')])
  const serial = join(net.folder, 'serial')
  const machine = ['-accel', 'tcg', '-m', '1024', '-nodefaults', '-display', 'none', '-no-reboot']
  const card = ['-netdev', 'tap,id=card,ifname=guest0,script=no,downscript=no']
  const device = ['-device', `virtio-net-pci,netdev=card,mac=${MAC}`, '-serial', `file:${serial}`]
  const { status, stderr } = await net.host
    .run(
      [
        PROGRAM,
        'qemu',
        `mac=${MAC}`,
        'bridge=xenbr0',
        `--args=${QUICK} ${words}`,
        '--',
        ...machine,
        ...card,
        ...device,
      ],
      {
        limit: LIMIT,
      },
    )
    .catch((error: Error) => ({ status: null, stderr: error.message }))
  const said = readFileSync(serial, 'latin1')
  assert.is(status, 0, stderr + said.slice(-3000))
  const told = toldBy(said)
  assert.is(told.init, 'systemd', said.slice(-3000))
  return told
}

function assertOwnNetwork({ name, address }: Record<string, string>): void {
  assert.equal([name, address], ['web1', '192.0.2.77/24'])
}

test('the same packages at the same moment give the same bytes', async () => {
  const { first, second } = await builtRoot()
  assert.equal(second, first)
})

test('a guest downloads it over HTTP: its own init has name and address of DHCP, and all that the build was told', () =>
  withLab(async (lab) => {
    addProfile(lab.store, ROOT_NAME, profileOf(image('squashfs'), lab.tree, SERVER_ADDRESS))
    const told = await boot(lab, ROOT_NAME)
    assertOwnNetwork(told)
    assert.is(told.root, 'overlay')
    assert.equal([told.swap, told.passwords, told['machine-id']], ['1', '0', '33'])
    assert.equal([told.package, told.module, told.locale], ['/usr/bin/tree', 'nbd', 'UTF-8:de_DE.UTF-8'])
    assert.is(told.drivers, 'e1000,pcnet32,virtio_net,xen-netfront')
    assert.equal([told.ssh, told.key], ['active', '644:root:the-key-of-the-test'])
  }))

overNfs('a guest runs it from nfs-ganesha, with what it writes in its memory', () =>
  withLab(async (lab) => {
    const { net, tree, store } = lab
    addProfile(store, 'over-nfs', profileOf(image('nfs'), tree, SERVER_ADDRESS))
    await nfsGanesha(net.server, join(tree, ROOT_NAME), 'RO')
    const told = await boot(lab, 'over-nfs', WITHOUT_SSH)
    assertOwnNetwork(told)
    assert.equal([told.root, told.medium], ['overlay', 'nfs'])
  }),
)

overNfs('a guest keeps what it writes in a root of its own', () =>
  withLab(async (lab) => {
    const { net, store } = lab
    const folder = join(net.folder, 'web1-root')
    const unpacked = await net.host.check([PROGRAM, 'root', 'unpack', ROOT_NAME, folder, '--hosts', store])
    assert.match(unpacked, `${folder} 192.0.2.0/24(rw,no_root_squash,no_subtree_check)`)
    const machineId = join(folder, 'etc/machine-id')
    assert.is(readFileSync(machineId, 'utf8').trim(), '')
    // As after a boot under another name.
    const hosts = join(folder, 'etc/hosts')
    writeFileSync(hosts, `${readFileSync(hosts, 'utf8')}127.0.1.1 old\n192.0.2.9 mine\n`)
    await nfsGanesha(net.server, folder, 'RW')
    const told = await boot(lab, 'web1-root', WITHOUT_SSH)
    assertOwnNetwork(told)
    assert.equal([told.root, told.swap], ['nfs', '1'])
    assert.match(readFileSync(machineId, 'utf8'), /^[0-9a-f]{32}$/m)
    assert.match(readFileSync(hosts, 'utf8'), /^192\.0\.2\.9 mine\n127\.0\.1\.1 web1\n$/m)
    assert.not.match(readFileSync(hosts, 'utf8'), 'old')
  }),
)

function image(format: Format): { name: string; format: Format } {
  return { name: ROOT_NAME, format }
}

roots.run()
