// Whole boots from trees as others write them: Debian's own netboot tree by each of its boot programs, and Foreman's.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxKernel, sha256 } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { writeGuestDisk } from '../support/guest-disk.ts'
import { BRIDGE } from '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, withSite } from './boots.ts'

const boots = suite('whole boots from trees of others')
const test = unless(needs('root', 'ip', 'dnsmasq', 'pygrub', 'mke2fs'), boots)

const debianTree = () => execFileSync('scripts/fetch-debian-installer', { encoding: 'utf8' }).trim()

const DEBIAN = [
  { bootFile: 'pxelinux.0', label: 'install', cmdline: 'vga=788 --- quiet' },
  { bootFile: 'debian-installer/amd64/grubx64.efi', label: 'Install', cmdline: 'vga=788 --- quiet' },
  { bootFile: 'debian-installer/amd64/bootnetx64.efi', label: 'Install', cmdline: 'vga=788 --- quiet' },
]

for (const { bootFile, label, cmdline } of DEBIAN) {
  test(`Debian: ${bootFile}`, () =>
    withSite({}, async ({ net, boot }) => {
      const root = join(net.folder, 'debian')
      execFileSync('cp', ['-a', debianTree(), root])
      execFileSync('chmod', ['-R', 'a+rX', root])
      await dnsmasq(net.server, { bootFile }, { tftpRoot: root })
      const run = await boot({ bootloaderArgs: [`mac=${MAC}`, `bridge=${BRIDGE}`, `--label=${label}`] })
      assert.is(run.status, 0, run.console)
      const file = (name: string) => sha256(readFileSync(join(root, 'debian-installer/amd64', name)))
      assert.is(run.kernel?.sha256, file('linux'))
      assert.is(run.ramdisk?.sha256, file('initrd.gz'))
      assert.is(run.cmdline, cmdline)
      assert.equal(run.left, [])
    }))
}

const KERNEL = linuxKernel(1 << 20)
const PROVISION = `# of a provisioning template
set default=0
set timeout=1
menuentry 'Kickstart' --id provision {
  linuxefi boot/os-vmlinuz  ks=http://192.0.2.1/unattended/provision?token=a-b  network ks.device=bootif BOOTIF=01-$net_default_mac ip=dhcp
  initrdefi boot/os-initrd.img
}
`
const LOCAL = `set default=local
set timeout=1
insmod part_gpt
insmod fat
insmod chain
menuentry 'Chainload from the disk' --id local {
  search --file --no-floppy --set=root /EFI/debian/grubx64.efi
  chainloader /EFI/debian/grubx64.efi
}
`
const FOREMAN = {
  'grub2/grubx64.efi': 'not looked into',
  'grub2/grub.cfg': `set prefix=(tftp,$net_default_server)/grub2
echo no configuration of this machine
exit
`,
  'boot/os-vmlinuz': KERNEL,
  'boot/os-initrd.img': '1111',
}
const own = `grub2/grub.cfg-01-${MAC.replaceAll(':', '-')}`

test('Foreman: a machine that is provisioned', () =>
  withSite({ ...FOREMAN, [own]: PROVISION }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, { bootFile: 'grub2/grubx64.efi' }, { tftpRoot: tree.root })
    const run = await boot()
    assert.is(run.status, 0, run.console)
    assert.is(run.kernel?.sha256, sha256(KERNEL))
    assert.is(run.ramdisk?.sha256, sha256(Buffer.from('1111')))
    assert.is(
      run.cmdline,
      `ks=http://192.0.2.1/unattended/provision?token=a-b network ks.device=bootif BOOTIF=01-${MAC} ip=dhcp`,
    )
    assert.equal(run.left, [])
  }))

test('Foreman: a machine that is built boots its disk', () =>
  withSite({ ...FOREMAN, [own]: LOCAL }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, { bootFile: 'grub2/grubx64.efi' }, { tftpRoot: tree.root })
    const disk = writeGuestDisk(net.folder)
    const run = await boot({ disk: disk.image })
    assert.is(run.status, 0, run.console)
    assert.match(run.console, 'tspxeboot: dropping to pygrub for local boot')
    assert.equal([run.kernel?.sha256, run.ramdisk?.sha256], [disk.kernel, disk.initrd])
    assert.equal(run.left, [])
  }))

boots.run()
