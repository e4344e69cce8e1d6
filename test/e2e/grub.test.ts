// Whole boots that a grub.cfg leads, from real servers, called as libxl calls a bootloader.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxKernel, sha256 } from '../support/boot-tree.ts'
import { dhcpd, dnsmasq } from '../support/dhcp-servers.ts'
import { nginx, tftpdHpa } from '../support/file-servers.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, withSite } from './boots.ts'

const boots = suite('whole boots by GRUB')
const test = unless(needs('root', 'ip', 'dnsmasq', 'dhcpd', 'in.tftpd', 'nginx'), boots)

const KERNEL = linuxKernel(1 << 20)

test('dnsmasq: the machine’s own grub.cfg beside core.0, and two initrds', () =>
  withSite(
    {
      [`grub2/grub.cfg-01-${MAC.replaceAll(':', '-')}`]:
        'set timeout=1\nmenuentry "Install" {\n linux /linux ip=dhcp mac=$net_default_mac "a b"\n initrd /one newc:etc/two:/two\n}\n',
      'grub2/core.0': 'not looked into',
      linux: KERNEL,
      one: '11111',
      two: '22',
    },
    async ({ net, tree, boot }) => {
      await dnsmasq(net.server, { bootFile: 'grub2/core.0' }, { tftpRoot: tree.root })
      const run = await boot()
      assert.is(run.status, 0, run.console)
      assert.is(run.kernel?.sha256, sha256(KERNEL))
      assert.is(run.cmdline, `ip=dhcp mac=${MAC} "a b"`)
      assert.is(run.ramdisk?.bytes, 368, 'a file padded to 8, and an archive of a folder, a file and its end')
      assert.equal(run.left, [])
    },
  ))

test('ISC dhcpd and nginx: the kernel comes by HTTP, the rest by TFTP', () =>
  withSite(
    {
      'grub/grub.cfg':
        'set default=http\nset timeout=0\nmenuentry A { linux /nope }\nmenuentry B --id http {\n set root=(http,192.0.2.1)\n linux /linux quiet\n initrd (tftp)/one\n}\n',
      linux: KERNEL,
      one: '1111',
    },
    async ({ net, tree, boot }) => {
      await dhcpd(net.server, { bootFile: 'grub/grubx64.efi' })
      await tftpdHpa(net.server, tree.root)
      await nginx(net.server, tree.root)
      const run = await boot()
      assert.is(run.status, 0, run.console)
      assert.match(run.console, 'downloading kernel http://192.0.2.1/linux')
      assert.equal([run.kernel?.sha256, run.ramdisk?.sha256], [sha256(KERNEL), sha256(Buffer.from('1111'))])
      assert.is(run.cmdline, 'quiet')
    },
  ))

boots.run()
