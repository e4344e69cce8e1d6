// Real firmware that boots from serve: iPXE's ROM in QEMU, and UEFI. What they run is real too.
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listening } from '../support/listening.ts'
import { BRIDGE } from '../support/network.ts'
import { check, until } from '../support/processes.ts'
import { reportingKernel } from '../support/reporting-kernel.ts'
import { needs, unless } from '../support/requirements.ts'
import { unpacked } from '../support/unpacked.ts'
import { MAC, PROGRAM, type Site, withSite } from './boots.ts'

const firmware = suite('real firmware and serve')
const test = unless(needs('root', 'ip', 'qemu-system-x86_64', 'grub-mkimage'), firmware)

/** A machine under emulation on a busy host is slow. Seconds. */
const PATIENCE = 240

/** Boots a machine from the network until its kernel has run; returns serve's log and what came on the serial port. */
async function boots({ net, tree }: Site, rom: string, machine: string[], words: string[]) {
  const state = `--state-dir=${mkdtempSync(join(net.folder, 'state-'))}`
  const command = [PROGRAM, 'serve', tree.root, '--interface=eth0', state, ...words]
  const serving = await listening(net.server, net.server.start(command), 67)
  await net.host.check(['ip', 'tuntap', 'add', 'tap0', 'mode', 'tap'])
  await net.host.check(['ip', 'link', 'set', 'tap0', 'master', BRIDGE, 'up'])
  const qemu = net.host.start([
    ...[
      'qemu-system-x86_64',
      '-accel',
      'tcg',
      '-m',
      '256',
      '-display',
      'none',
      '-serial',
      'stdio',
      '-boot',
      'n',
    ],
    ...[
      '-netdev',
      'tap,id=net,ifname=tap0,script=no,downscript=no',
      '-device',
      `virtio-net-pci,netdev=net,mac=${MAC}${rom}`,
    ],
    ...machine,
  ])
  await until(
    () => /k\S*vmlinuz .*the-end/.test(qemu.output()),
    () => `${serving.output()}\n${qemu.output()}`,
    PATIENCE,
  )
  // The server hears the last acknowledgement later than the kernel speaks, if the machine is busy.
  await until(() => /initrd\.img: 65536 bytes in/.test(serving.output()), serving.output)
  await qemu.stop()
  return { log: serving.output(), serial: qemu.output() }
}

const ARGUMENTS = 'root=/dev/nfs the-end'
const FILES = {
  vmlinuz: reportingKernel('k'),
  'initrd.img': Buffer.alloc(64 << 10, 1),
}

test('iPXE’s ROM runs PXELINUX, whose menu boots a kernel', () =>
  withSite(
    {
      ...FILES,
      'pxelinux.0': readFileSync(unpacked('pxelinux')),
      ...Object.fromEntries(
        ['ldlinux', 'libutil', 'menu'].map((name) => [
          `${name}.c32`,
          readFileSync(`/usr/lib/syslinux/modules/bios/${name}.c32`),
        ]),
      ),
      'pxelinux.cfg/default': `SERIAL 0\nUI menu.c32\nMENU TITLE Rack 7\nTIMEOUT 30
LABEL other\nMENU LABEL Other\nKERNEL nothing
LABEL linux\nMENU LABEL Install it\nMENU DEFAULT\nKERNEL vmlinuz\nINITRD initrd.img\nAPPEND ${ARGUMENTS}\n`,
    },
    async (site) => {
      const { log, serial } = await boots(site, '', [], [])
      assert.match(serial, /Rack 7[\s\S]*Install it/)
      assert.match(log, `dhcp ${MAC} request: ack 192.0.2.128 pxelinux.0`)
      assert.match(log, 'pxelinux.cfg/01-00-16-3e-11-22-33: refused, missing')
    },
  ))

// Without a ROM on the card OVMF's own PXE client boots.
test('UEFI runs GRUB by its architecture, which boots a kernel', () =>
  withSite(
    {
      ...FILES,
      // In emulation on a busy machine GRUB may give a file up that it then gets.
      'grub/grub.cfg': `set timeout=0
menuentry linux {
  linux /vmlinuz ${ARGUMENTS}
  for attempt in 1 2 3 4 5; do if initrd /initrd.img; then break; fi; done
}
`,
    },
    async (site) => {
      const { root } = site.tree
      const modules = ['efinet', 'tftp', 'net', 'normal', 'configfile', 'linux', 'echo']
      const image = join(root, 'grubx64.efi')
      await check(['grub-mkimage', '-O', 'x86_64-efi', '-o', image, '-p', '(tftp)/grub', ...modules])
      const vars = join(site.net.folder, 'vars.fd')
      copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', vars)
      const flash = ['/usr/share/OVMF/OVMF_CODE_4M.fd,readonly=on', vars].flatMap((file) => [
        '-drive',
        `if=pflash,format=raw,file=${file}`,
      ])
      const { log } = await boots(
        site,
        ',romfile=',
        // EDK II of 2024 and newer has no network without random numbers.
        ['-machine', 'q35', '-device', 'virtio-rng-pci', ...flash],
        ['--efi-x86_64-bootfile=grubx64.efi'],
      )
      assert.match(log, `dhcp ${MAC} request: ack 192.0.2.128 grubx64.efi`)
    },
  ))

firmware.run()
