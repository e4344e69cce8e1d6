// LOCALBOOT: the real pygrub boots the guest's own disk, or the domain's own kernel is handed out.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxKernel, sha256 } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { GRUB_ARGS, writeGuestDisk } from '../support/guest-disk.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM, withSite } from './boots.ts'

const local = suite('local boot')
const test = unless(needs('root', 'ip', 'dnsmasq', 'pygrub', 'mke2fs'), local)

const LOCALBOOT = 'DEFAULT disk\nLABEL disk\n  LOCALBOOT 0\n'
const CHAIN = 'DEFAULT disk\nLABEL disk\n  KERNEL chain.c32\n  APPEND hd0 0\n'

for (const [way, config] of Object.entries({ LOCALBOOT, 'chain.c32': CHAIN })) {
  test(`${way} runs pygrub on the guest's disk`, () =>
    withSite({ 'pxelinux.cfg/default': config }, async ({ net, tree, boot }) => {
      await dnsmasq(net.server, {}, { tftpRoot: tree.root })
      const disk = writeGuestDisk(net.folder)
      const before = net.leftovers()
      const run = await boot({ disk: disk.image })
      assert.is(run.status, 0, run.console)
      assert.match(run.console, 'tspxeboot: dropping to pygrub for local boot')
      assert.equal([run.kernel?.sha256, run.ramdisk?.sha256], [disk.kernel, disk.initrd])
      assert.is(run.cmdline, GRUB_ARGS)
      assert.equal(run.left, [])
      assert.equal(net.leftovers(), before)
    }))
}

test('the domain’s arguments reach pygrub', () =>
  withSite({ 'pxelinux.cfg/default': LOCALBOOT }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const run = await boot({ disk: writeGuestDisk(net.folder).image, cmdline: 'single "a b"' })
    assert.is(run.status, 0, run.console)
    assert.is(run.cmdline, `${GRUB_ARGS} single "a b"`)
  }))

test('a disk that pygrub cannot boot fails as pygrub does', () =>
  withSite({ 'pxelinux.cfg/default': LOCALBOOT }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const run = await boot()
    assert.is(run.status, 1, run.console)
    assert.match(run.console, 'E_LOCAL_BOOT')
    assert.equal(run.left, [])
  }))

test('the kernel of the domain config is copied and handed out, and stays where it was', () =>
  withSite({ 'pxelinux.cfg/default': LOCALBOOT }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const kernel = join(net.folder, 'hosts-own-vmlinuz')
    writeFileSync(kernel, linuxKernel(100_000))
    const run = await boot({ kernel, cmdline: 'root=/dev/xvda1' })
    assert.is(run.status, 0, run.console)
    assert.is(run.kernel?.bytes, 100_000)
    assert.is.not(run.kernel?.path, kernel)
    assert.is(run.ramdisk, null)
    assert.is(run.cmdline, 'root=/dev/xvda1')
    assert.ok(existsSync(kernel))
  }))

test('neither disk nor kernel', () =>
  withSite({ 'pxelinux.cfg/default': LOCALBOOT }, async ({ net, tree }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const { status, stdout, stderr } = await net.host.run([PROGRAM, `mac=${MAC},bridge=xenbr0`])
    assert.is(status, 1, stderr)
    assert.match(stderr, 'tspxeboot: E_LOCAL_BOOT: ')
    assert.is(stdout, '')
  }))

test('restricted by libxl, pygrub runs as that user too', () =>
  withSite({ 'pxelinux.cfg/default': LOCALBOOT }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    const disk = writeGuestDisk(net.folder)
    const run = await boot({ disk: disk.image, runas: 65534 })
    assert.is(run.status, 0, run.console)
    assert.is(run.kernel?.sha256, disk.kernel)
  }))

test('with nobody at a terminal, pygrub reads the disk as a user of the run alone', () =>
  withSite({ 'pxelinux.cfg/default': LOCALBOOT }, async ({ net, tree }) => {
    const disk = writeGuestDisk(net.folder)
    const directory = join(net.folder, 'out')
    const words = [`mac=${MAC}`, `--tree=${tree.root}`, `--output-directory=${directory}`]
    const { status, stdout, stderr } = await net.host.run([PROGRAM, ...words, disk.image])
    assert.is(status, 0, stderr)
    const [, kernel = ''] = /kernel '([^']+)'/.exec(stdout) ?? []
    assert.is(sha256(readFileSync(kernel)), disk.kernel)
    const failed = await net.host.run([PROGRAM, ...words, '/dev/null'])
    assert.match(failed.stderr, 'E_LOCAL_BOOT')
    assert.is(failed.status, 1)
  }))

local.run()
