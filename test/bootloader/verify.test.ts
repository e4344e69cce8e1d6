/** What may boot: sums and signatures, with the programs that make them. */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { verifyFiles } from '../../src/bootloader/verify/verify-files.ts'
import { type BootTree, linuxKernel, sha256, writeBootTree } from '../support/boot-tree.ts'
import { needs, unless } from '../support/requirements.ts'

const CONFIG = 'DEFAULT a\nLABEL a\n KERNEL vmlinuz\n INITRD one.img,two.img\n'
const ONE = Buffer.from('first initrd, of an odd length.')
const TWO = Buffer.from('second initrd')
const FILES = { 'pxelinux.cfg/default': CONFIG, 'one.img': ONE, 'two.img': TWO }

const verify = suite('what may boot')
const withGpg = unless(needs('gpg', 'gpgv'), verify)
const withMinisign = unless(needs('minisign'), verify)

let folder = ''
let tree: BootTree = { root: '', kernel: '', initrd: '' }
verify.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'tspxeboot-verify-'))
  tree = writeBootTree(folder, FILES)
})
verify.after.each(() => rmSync(folder, { recursive: true, force: true }))

/** The boot of the tree; what failed leaves nothing in the output directory. */
function boot(...words: string[]) {
  const out = mkdtempSync(join(folder, 'out-'))
  const call = [
    'mac=00:16:3e:11:22:33',
    `--tree=${tree.root}`,
    '--ip=192.0.2.5',
    `--output-directory=${out}`,
    ...words,
  ]
  const { status, stdout, stderr } = spawnSync('bin/tspxeboot', call, { encoding: 'utf8' })
  if (status !== 0) {
    assert.is(stdout, '')
    assert.equal(readdirSync(out), [])
  }
  return { status, lastLine: stderr.trim().split('\n').at(-1) ?? '' }
}

verify('is what --sha256 says of kernel and ramdisk', () => {
  const ramdisk = sha256(Buffer.concat([ONE, Buffer.alloc(1), TWO]))
  assert.is(boot(`--sha256=kernel:${tree.kernel}`, `--sha256=ramdisk:${ramdisk.toUpperCase()}`).status, 0)
  const refused = boot(`--sha256=kernel:${tree.kernel}`, `--sha256=ramdisk:${tree.kernel}`)
  assert.is(refused.status, 1)
  assert.match(refused.lastLine, /E_FETCH_DENIED: the ramdisk may not boot: its SHA-256 is /)
})

verify('is read from a list of sha256sum', () => {
  const list = join(folder, 'SHA256SUMS')
  writeFileSync(list, execFileSync('sha256sum', ['vmlinuz', 'one.img', 'two.img'], { cwd: tree.root }))
  assert.is(boot(`--verify=${list}`).status, 0)
  writeFileSync(join(tree.root, 'two.img'), 'another second initrd')
  const refused = boot(`--verify=${list}`)
  assert.is(refused.status, 1)
  assert.match(
    refused.lastLine,
    /E_FETCH_DENIED: tftp:\/\/192\.0\.2\.1\/two\.img may not boot: its SHA-256 [0-9a-f]{64} is not in/,
  )
})

verify('ends with its run, in the middle of a large file', async () => {
  const path = join(folder, 'large')
  writeFileSync(path, '')
  truncateSync(path, 64 << 20)
  const { size } = statSync(path)
  const file = { role: 'kernel', url: 'tftp://192.0.2.1/vmlinuz', bytes: size, sha256: null } as const
  const sums = { kind: 'sums', kernel: '0'.repeat(64), ramdisk: null, listed: null, list: '' } as const
  const run = new AbortController()
  const downloads = { kernel: { fd: -1, path }, ramdisk: { fd: -1, path: join(folder, 'none') } }
  writeFileSync(downloads.ramdisk.path, '')
  const verified = verifyFiles(sums, downloads, { files: [file], ramdisk: null }, run.signal)
  const reason = new BootError('E_CANCELLED', { what: 'ended by SIGTERM' })
  run.abort(reason)
  assert.is(await verified.catch((error) => error), reason)
})

verify('has to pin every file that there is', () => {
  const ramdisk = sha256(Buffer.concat([ONE, Buffer.alloc(1), TWO]))
  const noRamdisk = boot(`--sha256=kernel:${tree.kernel}`)
  assert.match(noRamdisk.lastLine, /E_FETCH_DENIED: the ramdisk may not boot: --sha256 has no ramdisk:HEX/)
  writeFileSync(join(tree.root, 'pxelinux.cfg/default'), 'DEFAULT vmlinuz\n')
  assert.is(boot(`--sha256=kernel:${tree.kernel}`).status, 0)
  const missing = boot(`--sha256=kernel:${tree.kernel}`, `--sha256=ramdisk:${ramdisk}`)
  assert.match(missing.lastLine, /E_FETCH_DENIED: the kernel may not boot: it comes without the ramdisk/)
})

verify('has a reason of its own, which explain does not take for the server’s permissions', () => {
  const words = ['00:16:3e:11:22:33', `--tree=${tree.root}`, '--download', '--json']
  const call = ['explain', ...words, `--sha256=kernel:${'0'.repeat(64)}`]
  const { stdout } = spawnSync('bin/tspxeboot', call, { encoding: 'utf8' })
  const { error, diagnosis } = JSON.parse(stdout)
  assert.equal([error.code, error.reason], ['E_FETCH_DENIED', 'not-verified'])
  assert.equal(diagnosis, [])
})

verify('lets the local disk boot only with --allow-local-boot', () => {
  writeFileSync(join(tree.root, 'pxelinux.cfg/default'), 'DEFAULT disk\nLABEL disk\n LOCALBOOT 0\n')
  const own = `--kernel=${join(tree.root, 'vmlinuz')}`
  const pins = [`--sha256=kernel:${tree.kernel}`, own]
  assert.match(boot(...pins).lastLine, /E_LOCAL_BOOT: the local disk may not boot/)
  assert.is(boot(...pins, '--allow-local-boot').status, 0)
})

withMinisign('is what a minisign key signed', () => {
  const key = (name: string) => {
    execFileSync('minisign', ['-GW', '-p', join(folder, `${name}.pub`), '-s', join(folder, `${name}.key`)])
    return join(folder, `${name}.pub`)
  }
  const [ours, other] = [key('ours'), key('other')]
  for (const name of ['vmlinuz', 'one.img', 'two.img']) {
    execFileSync('minisign', ['-S', '-s', join(folder, 'ours.key'), '-m', join(tree.root, name)])
  }
  assert.is(boot(`--verify=${ours}`).status, 0)
  assert.match(boot(`--verify=${other}`).lastLine, /E_FETCH_DENIED: .*vmlinuz may not boot: minisign with/)
  writeFileSync(join(tree.root, 'vmlinuz'), linuxKernel(5000))
  assert.match(boot(`--verify=${ours}`).lastLine, /E_FETCH_DENIED: .*vmlinuz may not boot: minisign with/)
})

withGpg('is what a key of a keyring signed', () => {
  const home = join(folder, 'gnupg')
  mkdirSync(home, { mode: 0o700 })
  const gpg = (...words: string[]) =>
    execFileSync(
      'gpg',
      ['--homedir', home, '--batch', '--quiet', '--pinentry-mode=loopback', '--passphrase=', ...words],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
  gpg('--quick-generate-key', 'boot@example.org', 'ed25519', 'sign', 'never')
  const keyring = join(folder, 'boot.gpg')
  writeFileSync(keyring, gpg('--export'))
  for (const name of ['vmlinuz', 'one.img', 'two.img']) {
    gpg('--output', join(tree.root, `${name}.sig`), '--detach-sign', join(tree.root, name))
  }
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  assert.is(boot(`--verify=${keyring}`).status, 0)
  writeFileSync(join(tree.root, 'one.img'), 'changed')
  assert.match(
    boot(`--verify=${keyring}`).lastLine,
    /E_FETCH_DENIED: .*one\.img may not boot: gpgv with .*BAD signature/,
  )
  rmSync(join(tree.root, 'one.img.sig'))
  assert.match(boot(`--verify=${keyring}`).lastLine, /E_FETCH_NOT_FOUND: .*one\.img\.sig/)
})

verify('is not known without a download, which is said', () => {
  const call = ['explain', '00:16:3e:11:22:33', `--tree=${tree.root}`, `--sha256=kernel:${tree.kernel}`]
  const { status, stdout } = spawnSync('bin/tspxeboot', call, {
    encoding: 'utf8',
    cwd: process.cwd(),
    env: { ...process.env, TMPDIR: folder },
  })
  assert.is(status, 0)
  assert.match(stdout, /--sha256 and --verify were not checked/)
})

verify('is a file that can be read', () => {
  assert.match(boot('--verify=/nonexistent').lastLine, /E_USAGE: cannot read --verify=\/nonexistent/)
})

verify.run()
