// Building a root: its options, what guests boot it with, and that nothing is left where it fails. A whole build,
// and a guest that boots it: test/e2e/root.test.ts.
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { readBuild } from '../../src/bootloader/commands/root/read-build.ts'
import { storeProfile } from '../../src/bootloader/commands/root/store-profile.ts'
import { type BuildOptions, buildRoot, exportRoot, exportsLine, profileOf } from '../../src/root-fs/index.ts'
import { mmdebstrapArguments } from '../../src/root-fs/mmdebstrap.ts'
import { until } from '../support/processes.ts'
import { openPty } from '../support/pty.ts'
import { readableProgram } from '../support/readable-program.ts'
import { needs, unless } from '../support/requirements.ts'

const building = suite('building a root file system')
const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups']
const withTools = unless(needs('root', 'mmdebstrap', 'mksquashfs'), building)

const folder = mkdtempSync(join(tmpdir(), 'tspx-root-'))
building.after(() => rmSync(folder, { recursive: true, force: true }))

const WORDS = { name: 'debian', suite: 'trixie', format: 'squashfs' }
const none = { package: undefined, 'include-modules': undefined, 'ssh-key': undefined, locale: undefined }
const nothing = { ...none, hook: undefined, mirror: undefined, server: undefined, export: undefined }
const read = (words: Partial<Parameters<typeof readBuild>[0]>, environment = {}) =>
  readBuild({ ...WORDS, ...nothing, ...words }, environment, 1_700_000_000_999)
const options = (more: Partial<BuildOptions> = {}): BuildOptions => ({ ...read({}).build, ...more })

for (const [what, words] of [
  ['no suite', { suite: undefined }],
  ['a name that leads out of the tree', { name: '../up' }],
  ['a name that no profile can have', { name: 'local' }],
  ['a name with two dots', { name: 'debian..1' }],
  ['a package with a comma', { package: ['vim,nano'] }],
  ['a package that is an option', { package: ['--mode=root'] }],
  ['a locale with shell in it', { locale: 'de_DE.UTF-8; reboot' }],
  ['a module with a line break', { 'include-modules': ['loop\nnfs'] }],
  ['a server that is a name', { server: 'boot.example' }],
] as const) {
  building(`refuses ${what}`, () => {
    assert.throws(
      () => read(words as Parameters<typeof read>[0]),
      (error: unknown) => error instanceof BootError && error.code === 'E_USAGE',
    )
  })
}

building('dates everything by SOURCE_DATE_EPOCH, else by the time of the build', () => {
  assert.is(read({}).build.epoch, 1_700_000_000)
  assert.is(read({}, { SOURCE_DATE_EPOCH: '5' }).build.epoch, 5)
  assert.throws(() => read({}, { SOURCE_DATE_EPOCH: 'yesterday' }), /SOURCE_DATE_EPOCH/)
})

building('has an ssh server only if a key may log in', () => {
  const work = { files: '/w/files', boot: '/w/boot', sshKey: '/w/ssh "key"', hook: null }
  const withKey = mmdebstrapArguments(options({ sshKey: 'id.pub' }), work).join('\n')
  assert.match(withKey, /--include=\S*,openssh-server/)
  assert.ok(withKey.includes('upload "/w/ssh \\"key\\"" /root/.ssh/authorized_keys'), withKey)
  assert.not.match(mmdebstrapArguments(options(), { ...work, sshKey: null }).join('\n'), /ssh/)
})

building(
  'is booted over HTTP into memory, or from an NFS server that all of the tree is not shown by',
  () => {
    assert.equal(profileOf(options(), '/srv/tftp', '192.0.2.1:8080'), {
      kernel: 'debian/current/vmlinuz',
      initrd: 'debian/current/initrd.img',
      root: 'http://192.0.2.1:8080/debian/current/live/filesystem.squashfs',
      append: '',
    })
    const { root, append } = profileOf(options({ format: 'nfs' }), '/srv/tftp', '192.0.2.1:8080')
    assert.is(root, 'nfs:192.0.2.1:/srv/tftp/debian')
    assert.is(append, 'boot=live netboot=nfs live-media-path=current/live')
    assert.is(
      exportsLine('/srv/boot tree/debian', ['192.0.2.0/24'], 'ro'),
      '"/srv/boot tree/debian" 192.0.2.0/24(ro,no_subtree_check)',
    )
  },
)

building('the line for the NFS server gets a file of its own, and a missing server is reported', async () => {
  const file = await exportRoot('debian', '/srv/tftp/debian *(ro)', folder)
  assert.is(file, join(folder, 'tspxeboot-debian.exports'))
  assert.match(readFileSync(file, 'utf8'), /\n\/srv\/tftp\/debian \*\(ro\)\n$/)
  await exportRoot('debian', '', join(folder, 'missing')).then(
    () => assert.unreachable(),
    ({ code, hint }: BootError) => assert.match(`${code} ${hint}`, 'E_OUTPUT install an NFS server'),
  )
})

building('the profile keeps what else the store says of it', async () => {
  const store = join(folder, 'hosts.ini')
  writeFileSync(store, '[profile "debian"]\nkernel = old ; by hand\nappend = quiet\ncpus = 2\n')
  const profile = profileOf(options({ format: 'nfs' }), '/srv/tftp', '192.0.2.1')
  await storeProfile(store, 'debian', profile)
  await storeProfile(store, 'debian', profile)
  assert.is(
    readFileSync(store, 'utf8'),
    [
      '[profile "debian"]',
      'kernel = debian/current/vmlinuz ; by hand',
      'append = boot=live netboot=nfs live-media-path=current/live quiet',
      'cpus = 2',
      'initrd = debian/current/initrd.img',
      'root = nfs:192.0.2.1:/srv/tftp/debian',
      '',
    ].join('\n'),
  )
})

/** A build in fresh folders; how it failed, and what it left. */
async function failing(build: Partial<BuildOptions>, signal = new AbortController().signal) {
  const place = mkdtempSync(join(folder, 'place-'))
  const [tree, temporary] = [join(place, 'tree'), join(place, 'temporary')]
  for (const path of [tree, temporary]) mkdirSync(path)
  const lines: string[] = []
  const onLine = (line: string) => lines.push(line)
  const error = await buildRoot(options(build), { tree, temporary, onLine, signal }).then(
    () => new BootError('E_USAGE', { what: 'the build did not fail' }),
    (error: BootError) => error,
  )
  return { error, lines, tree: readdirSync(tree), temporary: readdirSync(temporary) }
}

withTools('a mirror that does not answer: says so, and keeps only the log', async () => {
  const { error, tree, temporary } = await failing({ mirrors: ['http://127.0.0.1:1/debian'] })
  assert.is(error.code, 'E_OUTPUT', error.message)
  assert.match(error.message, /^mmdebstrap failed: /)
  assert.equal(tree, [])
  assert.is(temporary.length, 1)
  assert.match(error.hint ?? '', temporary[0] ?? '?')
})

withTools('on a terminal the last line says what it is at', async () => {
  const place = mkdtempSync(join(folder, 'place-'))
  const words = [
    '--suite=trixie',
    `--tree=${place}`,
    '--server=192.0.2.1',
    '--mirror=http://127.0.0.1:1/debian',
  ]
  const call = ['env', `TMPDIR=${place}`, 'bin/tspxeboot', 'root', 'build', 'debian', ...words]
  const terminal = openPty(call, { raw: false })
  await terminal.until('tspxeboot: E_OUTPUT: mmdebstrap failed')
  assert.is(await terminal.exit, 1)
  assert.match(terminal.written(), /\r\x1b\[Krunning apt-get update/)
})

withTools('a user who cannot have a user namespace with many users is told how to get one', () => {
  const place = mkdtempSync(join(folder, 'place-'))
  for (const path of [folder, place]) chmodSync(path, 0o777)
  const words = [
    '--suite=trixie',
    `--tree=${place}`,
    '--server=192.0.2.1',
    '--mirror=http://127.0.0.1:1/debian',
  ]
  const { status, stderr } = spawnSync(
    'setpriv',
    [...NOBODY, readableProgram(place), 'root', 'build', 'debian', ...words],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: place, HOME: place } },
  )
  assert.is(status, 1)
  assert.match(stderr, /E_PERMISSION: this user cannot build a root file system: .*subuid/)
})

withTools('stopped half way: leaves nothing, no log either', async () => {
  const controller = new AbortController()
  const mirror = createServer(() => controller.abort(new BootError('E_CANCELLED', { what: 'stopped' })))
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve))
  const { port } = mirror.address() as { port: number }
  const { error, tree, temporary } = await failing(
    { mirrors: [`http://127.0.0.1:${port}/debian`] },
    controller.signal,
  )
  mirror.close()
  assert.is(error.code, 'E_CANCELLED')
  assert.equal([tree, temporary], [[], []])
})

unless(needs('root'), building)('killed: neither mounts nor processes of mmdebstrap outlive it', async () => {
  const place = mkdtempSync(join(folder, 'place-'))
  const marker = `600.${process.pid}`
  const scripts = {
    mmdebstrap: `mkdir ${place}/mnt && mount -t tmpfs none ${place}/mnt && touch ${place}/mounted; sleep ${marker} & wait`,
    mksquashfs: `exec sleep ${marker}`,
  }
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  const words = ['root', 'build', 'debian', '--suite=trixie', `--tree=${place}`, '--server=192.0.2.1']
  const build = spawn('bin/tspxeboot', words, {
    env: { ...process.env, PATH: `${place}:${process.env.PATH}`, TMPDIR: place },
    stdio: 'ignore',
  })
  await until(
    () => existsSync(join(place, 'mounted')),
    () => 'its mount',
  )
  assert.not.match(readFileSync('/proc/self/mountinfo', 'utf8'), place)
  build.kill('SIGKILL')
  await until(
    () => !commandLines().some((line) => line.includes(marker)),
    () => 'their end',
  )
})

function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
}

withTools('a folder of something else keeps its name', async () => {
  const place = mkdtempSync(join(folder, 'place-'))
  mkdirSync(join(place, 'debian/pool'), { recursive: true })
  const around = { tree: place, temporary: place, onLine() {}, signal: new AbortController().signal }
  await buildRoot(options(), around).then(
    () => assert.unreachable('the build does not fail'),
    (error: BootError) => assert.match(error.message, 'it has pool'),
  )
})

building.run()
