// A guest's installed disk: an ext4 image with a kernel and a grub.cfg, made without mounting anything (mke2fs -d).
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { linuxKernel, sha256 } from './boot-tree.ts'

export const GRUB_ARGS = 'root=/dev/xvda1 ro'
const GRUB_CONFIG = `set default=0
set timeout=0
menuentry 'Installed system' {
  linux /boot/vmlinuz ${GRUB_ARGS}
  initrd /boot/initrd.img
}
`

/** Writes the image into `folder`; the sums are those of the kernel and the initrd in it. */
export function writeGuestDisk(folder: string): { image: string; kernel: string; initrd: string } {
  const boot = join(folder, 'guest-root/boot')
  const image = join(folder, 'guest.img')
  const [kernel, initrd] = [linuxKernel(3 << 20), randomBytes(1 << 20)]
  mkdirSync(join(boot, 'grub'), { recursive: true })
  writeFileSync(join(boot, 'vmlinuz'), kernel)
  writeFileSync(join(boot, 'initrd.img'), initrd)
  writeFileSync(join(boot, 'grub/grub.cfg'), GRUB_CONFIG)
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-d', join(folder, 'guest-root'), image, '32M'])
  return { image, kernel: sha256(kernel), initrd: sha256(initrd) }
}
