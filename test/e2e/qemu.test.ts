// Guests of QEMU: the lines of README.md and docs/qemu.md as they stand there, with the real QEMU, and how
// `tspxeboot qemu` passes signals and status on.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { createNetwork, type TestNetwork } from '../support/network.ts'
import { type Finished, run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'
import { talkingKernel } from '../support/talking-kernel.ts'

const guests = suite('guests of QEMU')
const test = unless(needs('root', 'ip', 'dnsmasq', 'qemu-system-x86_64'), guests)

const CONFIG = `DEFAULT linux
LABEL linux
  KERNEL vmlinuz
  APPEND initrd=initrd.img motd="it's a $HOME" console=ttyS0
LABEL disk
  LOCALBOOT 0
`

interface Site {
  /** The boot server's root. */
  tree: string
  /** Runs a shell's line with the program in PATH. */
  shell(line: string): Promise<Finished>
  /** What is left in TMPDIR. */
  temporary(): string[]
  /** Puts a program of this text before the real QEMU. */
  fakeQemu(text: string): void
}

/** `net`: lines are run on its host, after `before`; without it, here. */
async function atSite(
  folder: string,
  { net, before = '' }: { net?: TestNetwork; before?: string },
  body: (site: Site) => Promise<void>,
): Promise<void> {
  const bin = join(folder, 'bin')
  const TMPDIR = join(folder, 'tmp')
  for (const made of [bin, TMPDIR]) mkdirSync(made)
  const files = { 'pxelinux.cfg/default': CONFIG, vmlinuz: talkingKernel(), 'initrd.img': 'initrd' }
  const env = { TMPDIR, PATH: `${bin}:${resolve('bin')}:${net?.host.env.PATH ?? process.env.PATH}` }
  await body({
    tree: writeBootTree(folder, files).root,
    shell: (line) =>
      net === undefined
        ? run(['sh', '-c', line], { env: { ...process.env, ...env } })
        : net.host.run(['unshare', '--mount', 'sh', '-c', `${before} && ${line}`], { env }),
    temporary: () => readdirSync(TMPDIR),
    fakeQemu(text) {
      writeFileSync(join(bin, 'qemu-system-x86_64'), `#!/bin/sh\n${text}`)
      chmodSync(join(bin, 'qemu-system-x86_64'), 0o755)
    },
  })
}

/** The commands that a page shows for QEMU. */
function shown(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^ {4}((?:tspxeboot qemu|eval "qemu).*)$/gm)].map(
    ([, line = '']) => line,
  )
}

test('boot by the lines of README.md and docs/qemu.md as they stand there', async () => {
  const lines = [shown('README.md'), shown('docs/qemu.md')]
  assert.equal(
    lines.map(({ length }) => length),
    [1, 2],
  )
  const net = await createNetwork()
  const etc = join(net.folder, 'etc')
  // QEMU's bridge helper may use br0, and nothing is written to this host's own /run.
  const before = `cp -a /etc ${etc} && mkdir -p ${etc}/qemu && echo allow br0 >${etc}/qemu/bridge.conf && mount --bind ${etc} /etc && mount -t tmpfs tmpfs /run`
  try {
    await net.join('server', { bridge: 'br0', interfaceName: 'eth1', address: '198.51.100.1/24' })
    await atSite(net.folder, { net, before }, async ({ tree, shell, temporary }) => {
      await dnsmasq(net.server, { interfaceName: 'eth1', subnet: '198.51.100' }, { tftpRoot: tree })
      const leftovers = net.leftovers()
      for (const line of new Set(lines.flat())) {
        const { status, stdout, stderr } = await shell(line)
        assert.is(status, 0, stderr)
        assert.match(stdout, `motd="it's a $HOME" console=ttyS0`)
        assert.equal(net.leftovers(), leftovers)
        assert.equal(temporary(), [])
      }
    })
  } finally {
    await net.close()
  }
})

async function inFolder(body: (site: Site & { call: string }) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-qemu-'))
  try {
    await atSite(folder, {}, (site) =>
      body({ ...site, call: `tspxeboot qemu 52:54:00:11:22:33 --tree=${site.tree}` }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

guests('pass on the words, the status and the signals of QEMU, and leave no file', () =>
  inFolder(async ({ call, shell, temporary, fakeQemu }) => {
    fakeQemu('for word; do case $word in */tmp/*) wc -c <$word ;; *) echo "<$word>" ;; esac; done; exit 7')
    const booted = await shell(`${call} -- -m '512 M' 'x=1 -y'`)
    assert.is(booted.status, 7, booted.stderr)
    assert.equal(booted.stdout.trim().split('\n'), [
      '<-kernel>',
      String(talkingKernel().length),
      '<-initrd>',
      '6',
      '<-append>',
      `<motd="it's a $HOME" console=ttyS0>`,
      '<-m>',
      '<512 M>',
      '<x=1 -y>',
    ])

    const local = await shell(`${call} --label=disk -- -m 512`)
    assert.equal([local.status, local.stdout], [7, '<-m>\n<512>\n'])
    assert.match(local.stderr, 'dropping to QEMU for local boot')

    fakeQemu("trap 'echo told; exit 9' TERM; kill -TERM $PPID; while :; do sleep 0.1; done")
    assert.equal(await shell(call).then(({ status, stdout }) => [status, stdout]), [9, 'told\n'])
    fakeQemu('kill -TERM $$')
    assert.is((await shell(call)).status, 128 + 15)
    assert.equal(temporary(), [])
  }),
)

guests('fail before QEMU starts, and say why', () =>
  inFolder(async ({ call, shell, temporary, fakeQemu }) => {
    fakeQemu('echo started')
    const failed = await shell(`${call} --label=none`)
    assert.equal([failed.status, failed.stdout], [1, ''])
    assert.match(failed.stderr, /tspxeboot: E_NO_ENTRY: .*\n$/)
    const missing = await shell(`${call} --qemu=qemu-system-none`)
    assert.is(missing.status, 2)
    assert.match(missing.stderr, /E_USAGE: there is no qemu-system-none in PATH/)
    assert.equal(temporary(), [])
  }),
)

guests.run()
