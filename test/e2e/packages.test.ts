// The packages as they are installed: what is in them, that the same commit gives the same bytes, and that each runs
// with every Node.js it is for. The Debian packages are installed in a real dom0 by xen/xen.test.ts.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settableOptions } from '../../src/bootloader/request/options.ts'
import { measured } from '../support/measured.ts'
import { createNetwork } from '../support/network.ts'
import { run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const PACKAGES = 'build/packages'
/** Of one commit, whatever is committed meanwhile. */
const SOURCE_DATE_EPOCH = execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' }).trim()
const BUILDING = { limit: 600, env: { ...process.env, SOURCE_DATE_EPOCH } }

const packages = suite('packages')
const test = unless(needs('root', 'ip', 'lintian'), packages)
const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-packages-'))
let said = ''

packages.after(() => rmSync(folder, { recursive: true, force: true }))

function file(pattern: RegExp, of = PACKAGES): string {
  const name = readdirSync(of).find((entry) => pattern.test(entry))
  assert.ok(name, `a package ${pattern}`)
  return join(of, name)
}

const DEB = /^tspxeboot_.*\.deb$/
const STANDALONE_DEB = /^tspxeboot-standalone_.*\.deb$/
const NPM = /^tspxeboot-[\d.]+\.tgz$/
const TARBALL = /linux-[a-z0-9]+\.tar\.gz$/
const STANDALONE_TARBALL = /-standalone\.tar\.gz$/
const deb = (...words: string[]) => execFileSync('dpkg-deb', words, { encoding: 'utf8' })

/** That the raw socket's addon works: without it there is no DHCP time-out to report. */
async function asksDhcp(command: string[]): Promise<void> {
  const network = await createNetwork()
  try {
    const { status, stderr } = await network.host.run([
      ...command,
      ...[
        'mac=00:16:3e:11:22:33',
        'bridge=xenbr0',
        '--dhcp-timeout=1',
        `--output-directory=${network.host.folder}/out`,
      ],
    ])
    assert.match(stderr, /E_DHCP_TIMEOUT/)
    assert.is(status, 1)
  } finally {
    await network.close()
  }
}

test('all are built by one command', async () => {
  const { status, stdout, stderr } = await run(['scripts/package'], BUILDING)
  assert.is(status, 0, stdout + stderr)
  said = stdout
  for (const line of stdout.trim().split('\n')) measured(line)
})

test('size, start time and memory of each are told', () => {
  for (const kind of [DEB, STANDALONE_DEB, NPM, TARBALL, STANDALONE_TARBALL]) {
    const name = file(kind).split('/').at(-1) ?? ''
    assert.ok(
      said.split('\n').some((line) => line.startsWith(`${name} `) && /MiB +installed .* ms .*MiB/.test(line)),
      `${name} in ${said}`,
    )
  }
})

test('lintian has nothing to say of the Debian packages that is not explained', async () => {
  const { status, stdout } = await run(
    ['lintian', '--allow-root', '--fail-on=error,warning', file(DEB), file(STANDALONE_DEB)],
    BUILDING,
  )
  assert.is(stdout, '')
  assert.is(status, 0)
})

test('the Debian package has command, man page, completion and settings', () => {
  const paths = deb('-c', file(DEB))
  for (const path of [
    './usr/bin/tspxeboot -> ../lib/tspxeboot/bin/tspxeboot',
    './usr/share/man/man8/tspxeboot.8.gz',
    './usr/share/bash-completion/completions/tspxeboot',
    './etc/tspxeboot.ini',
  ]) {
    assert.ok(paths.includes(path), `${path} in\n${paths}`)
  }
  const installed = join(folder, 'installed')
  deb('-x', file(DEB), installed)
  // A caller's PATH must not choose the interpreter.
  assert.match(
    readFileSync(join(installed, 'usr/lib/tspxeboot/bin/tspxeboot'), 'utf8'),
    / exec \/usr\/bin\/node /,
  )
  assert.match(deb('-f', file(DEB), 'Depends'), /nodejs \(>= 20\.19\).*iproute2.*util-linux/)
  assert.not.match(deb('-f', file(STANDALONE_DEB), 'Depends'), /nodejs/)
  assert.is(deb('-I', file(DEB), 'conffiles'), '/etc/default/tspxeboot-serve\n/etc/tspxeboot.ini\n')
})

test('the settings that come with it name every key and set none', () => {
  const unpacked = join(folder, 'deb')
  deb('-x', file(DEB), unpacked)
  const lines = readFileSync(join(unpacked, 'etc/tspxeboot.ini'), 'utf8').split('\n')
  for (const key of Object.keys(settableOptions)) {
    if (key !== 'config')
      assert.ok(
        lines.some((line) => line.startsWith(`;${key} =`)),
        key,
      )
  }
  assert.equal(
    lines.filter((line) => line !== '' && !line.startsWith(';')),
    ['[defaults]'],
  )
})

for (const version of ['20', '22', '24']) {
  test(`the npm package installs and runs on Node ${version}, without a compiler`, async () => {
    const prefix = await npmInstall(file(NPM), version, { CXX: 'false', CC: 'false' })
    const node = join(runtime(version), 'bin/node')
    assert.is((await run([node, join(prefix, 'bin/tspxeboot'), '--version'])).status, 0)
    await asksDhcp([node, join(prefix, 'bin/tspxeboot')])
  })
}

test('the npm package compiles its addon where none of it fits', async () => {
  const source = join(folder, 'npm')
  mkdirSync(source)
  execFileSync('tar', ['-xzf', file(NPM), '-C', source])
  for (const addon of readdirSync(join(source, 'package/dist/addon')))
    rmSync(join(source, 'package/dist/addon', addon))
  execFileSync('tar', ['-czf', join(source, 'bare.tgz'), '-C', source, 'package'])
  const prefix = await npmInstall(join(source, 'bare.tgz'), '22', { npm_config_nodedir: runtime('22') })
  await asksDhcp([join(runtime('22'), 'bin/node'), join(prefix, 'bin/tspxeboot')])
})

test('the tarballs run where they are unpacked', async () => {
  for (const [kind, runner] of [
    [TARBALL, process.execPath],
    [STANDALONE_TARBALL, 'lib/tspxeboot/node'],
  ] as const) {
    const prefix = mkdtempSync(join(folder, 'prefix-'))
    execFileSync('tar', ['-xzf', file(kind), '-C', prefix, '--strip-components=1'])
    await asksDhcp([join(runner.startsWith('/') ? '' : prefix, runner), join(prefix, 'bin/tspxeboot')])
  }
})

/** Those of this tree, edited as they may be. */
const FILES = 'git ls-files -z --cached --others --exclude-standard'

test('the same commit gives the same bytes in another place', async () => {
  const copy = join(folder, 'copy')
  mkdirSync(copy)
  execFileSync('sh', ['-c', `${FILES} | tar -c --null -T - | tar -x -C "$1"`, 'sh', copy])
  // Not a link: the bundler follows it, and would see other paths.
  execFileSync('cp', ['-a', 'node_modules', copy])
  const { status, stdout, stderr } = await run(['scripts/package', 'deb', 'tar', 'npm'], {
    ...BUILDING,
    cwd: copy,
  })
  assert.is(status, 0, stdout + stderr)
  for (const kind of [DEB, TARBALL, NPM]) {
    assert.is(sha256(file(kind, join(copy, PACKAGES))), sha256(file(kind)), String(kind))
  }
})

function runtime(version: string): string {
  return execFileSync('scripts/fetch-node', [version], { encoding: 'utf8' }).trim()
}

async function npmInstall(tarball: string, version: string, env: Record<string, string>): Promise<string> {
  const prefix = mkdtempSync(join(folder, 'npm-prefix-'))
  const npm = realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())
  const { status, stdout, stderr } = await run(
    [npm, 'install', '--global', '--prefix', prefix, resolve(tarball)],
    {
      ...BUILDING,
      env: { ...process.env, ...env, PATH: `${runtime(version)}/bin:${process.env.PATH}` },
    },
  )
  assert.is(status, 0, stdout + stderr)
  return prefix
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

packages.run()
