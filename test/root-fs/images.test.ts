// What becomes of images: who boots them, the link to the current one, and what may go. By the built program.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changeHostState, stateFolder } from '../../src/hosts/index.ts'

const images = suite('root list, revert and remove')

const [OLD, NEW] = ['20260101-000000', '20260201-000000']
const ABOUT = { suite: 'trixie', format: 'squashfs', packages: [], kernelRelease: '6.12.1-amd64' }
const folder = mkdtempSync(join(tmpdir(), 'tspx-images-'))
const tree = join(folder, 'tree')
images.after(() => rmSync(folder, { recursive: true }))

for (const name of ['debian', 'unused']) {
  for (const date of [OLD, NEW]) {
    mkdirSync(join(tree, name, date, 'live'), { recursive: true })
    writeFileSync(join(tree, name, date, 'live/filesystem.squashfs'), Buffer.alloc(2_000_000))
    writeFileSync(join(tree, name, date, 'image.json'), JSON.stringify(ABOUT))
  }
  symlinkSync(NEW, join(tree, name, 'current'))
}
mkdirSync(join(tree, 'pxelinux.cfg'))
const store = join(folder, 'hosts.ini')
writeFileSync(
  store,
  `[profile "debian"]
kernel = debian/current/vmlinuz
[profile "pinned"]
kernel = debian/${OLD}/vmlinuz
[host "web1"]
profile = debian
[host "asleep"]
profile = debian
boot = local
[host "old"]
profile = pinned
[output "pxelinux"]
root = ${tree}
`,
)

function root(...words: string[]) {
  const command = ['root', ...words, '--hosts', store]
  const { status, stdout, stderr } = spawnSync('bin/tspxeboot', command, { encoding: 'utf8', input: '' })
  return { status, stdout, stderr }
}

function hosts(): Record<string, string[]> {
  const { stdout } = root('list', '--json')
  type Listed = { name: string; images: { date: string; hosts: string[] }[] }[]
  return Object.fromEntries(
    (JSON.parse(stdout) as Listed).flatMap(({ name, images }) =>
      images.map(({ date, hosts }) => [`${name} ${date}`, hosts]),
    ),
  )
}

images('a host counts by its profile, even if it boots its disk this time', () => {
  assert.equal(hosts(), {
    [`debian ${OLD}`]: ['old'],
    [`debian ${NEW}`]: ['web1', 'asleep'],
    [`unused ${OLD}`]: [],
    [`unused ${NEW}`]: [],
  })
  const { stdout } = root('list')
  assert.match(stdout, `debian  ${NEW} current  trixie  6.12.1-amd64  2   web1 asleep`)
})

images('what a host boots is not removed, nor what is current', () => {
  for (const words of [['debian'], ['debian', OLD], ['debian', NEW], ['unused', NEW]]) {
    const { status, stderr } = root('remove', ...words)
    assert.is(status, 1)
    assert.match(stderr, 'E_HOSTS_CONFLICT')
  }
  assert.equal(readdirSync(join(tree, 'debian')).sort(), [OLD, NEW, 'current'])
})

images('revert makes the image before the current one the one that is booted', () => {
  assert.is(root('revert', 'debian').status, 0)
  assert.is(readlinkSync(join(tree, 'debian/current')), OLD)
  assert.equal(hosts()[`debian ${OLD}`], ['web1', 'asleep', 'old'])
  assert.match(root('revert', 'debian').stderr, 'no image before the current one')
  assert.is(root('revert', 'debian', NEW).status, 0)
  assert.is(readlinkSync(join(tree, 'debian/current')), NEW)
})

images(
  'an image of an NFS server that a host may still run from is not removed without --force',
  async () => {
    const about = (format: string) =>
      writeFileSync(join(tree, 'debian', OLD, 'image.json'), JSON.stringify({ ...ABOUT, format }))
    const state = join(folder, 'state')
    const booted = (at: Date) =>
      changeHostState(stateFolder(state, store), 'web1', (before) => ({
        ...before,
        last: { at: at.toISOString(), outcome: 'boot', by: 'serve', what: 'debian/current/vmlinuz' },
      }))
    const remove = (...words: string[]) => root('remove', 'debian', OLD, '--state-dir', state, ...words)
    writeFileSync(store, readFileSync(store, 'utf8').replace(`debian/${OLD}/vmlinuz`, 'elsewhere/vmlinuz'))

    await booted(new Date(Date.now() - 60_000))
    about('nfs')
    const { status, stderr } = remove()
    assert.is(status, 1)
    assert.match(stderr, 'may be what web1 runs from')
    for (const goes of [
      () => booted(new Date(Date.now() + 60_000)),
      () => booted(new Date(0)).then(() => about('squashfs')),
    ]) {
      cpSync(join(tree, 'debian', OLD), join(folder, 'kept'), { recursive: true })
      await goes()
      assert.is(remove().status, 0)
      cpSync(join(folder, 'kept'), join(tree, 'debian', OLD), { recursive: true })
      about('nfs')
    }
    assert.is(remove('--force').status, 0)
  },
)

images('an image is removed by itself, a root with all its images', () => {
  assert.match(root('remove', 'unused', '20250101-000000').stderr, `it has ${OLD}, ${NEW}`)
  assert.is(root('remove', 'unused', OLD).status, 0)
  assert.equal(readdirSync(join(tree, 'unused')).sort(), [NEW, 'current'])
  assert.is(root('remove', 'unused').status, 0)
  assert.match(root('remove', 'unused').stderr, 'it has debian')
  assert.match(root('remove', '../tree').stderr, 'has no root ../tree')
})

images.run()
