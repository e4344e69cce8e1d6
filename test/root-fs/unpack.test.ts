// `root unpack`: an image becomes a folder that one host keeps. By the built program, with the real squashfs-tools.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { needs, unless } from '../support/requirements.ts'

const unpacking = suite('root unpack')
const test = unless(needs('root', 'mksquashfs'), unpacking)

const DATE = '20260101-000000'
const folder = mkdtempSync(join(tmpdir(), 'tspx-unpack-'))
const [tree, own, store] = ['tree', 'own', 'hosts.ini'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]
unpacking.after(() => rmSync(folder, { recursive: true }))

unpacking.before(() => {
  const image = join(tree, 'debian', DATE)
  const files = join(folder, 'files')
  for (const path of [join(image, 'live'), own, join(files, 'home/ann')]) mkdirSync(path, { recursive: true })
  execFileSync('chown', ['1000:1000', join(files, 'home/ann')])
  execFileSync('mksquashfs', [files, join(image, 'live/filesystem.squashfs'), '-quiet', '-no-progress'])
  const about = { suite: 'trixie', format: 'squashfs', packages: [], kernelRelease: '6.12.1-amd64' }
  writeFileSync(join(image, 'image.json'), JSON.stringify(about))
  symlinkSync(DATE, join(tree, 'debian/current'))
  writeFileSync(
    store,
    `[network "lab"]
subnet = 192.0.2.0/24
next-server = 192.0.2.1
[output "pxelinux"]
root = ${tree}
`,
  )
})

function root(...words: string[]) {
  const { status, stdout, stderr } = spawnSync('bin/tspxeboot', ['root', ...words, '--hosts', store], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test('the folder has the files with their owners, and the store a profile that boots it', () => {
  const { status, stdout, stderr } = root('unpack', 'debian', join(own, 'web1'))
  assert.is(status, 0, stderr)
  assert.is(statSync(join(own, 'web1/home/ann')).uid, 1000)
  assert.ok(stdout.endsWith(`${own}/web1 192.0.2.0/24(rw,no_root_squash,no_subtree_check)\n`), stdout)
  assert.match(
    readFileSync(store, 'utf8'),
    `[profile "web1"]
kernel = debian/${DATE}/vmlinuz
initrd = debian/${DATE}/initrd.img
root = nfs:192.0.2.1:${own}/web1
append = boot=nfs rw
`,
  )
})

test('the image whose kernel it boots with stays', () => {
  appendFileSync(store, '[host "web1"]\nprofile = web1\n')
  const { status, stderr } = root('remove', 'debian')
  assert.is(status, 1)
  assert.match(stderr, 'root debian is what web1 boots')
})

test('refuses an existing folder and the name of a root; leaves nothing if it fails', () => {
  const before = readFileSync(store, 'utf8')
  const failing = (folder: string) => {
    const { status, stderr } = root('unpack', 'debian', folder)
    assert.is(status, 1, folder)
    return stderr
  }
  assert.match(failing(join(own, 'web1')), 'web1 is there already')
  assert.match(failing(join(own, 'debian')), 'has a root debian')
  assert.match(failing(join(folder, 'missing/web2')), 'ENOENT')
  writeFileSync(join(tree, 'debian', DATE, 'live/filesystem.squashfs'), 'not a squashfs')
  assert.match(failing(join(own, 'web2')), /E_OUTPUT: cannot unpack/)
  assert.equal(readdirSync(own), ['web1'])
  assert.is(readFileSync(store, 'utf8'), before)
  assert.not.ok(existsSync(join(own, 'web2')))
})

unpacking.run()
