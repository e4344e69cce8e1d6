// A boot server's folder: a PXELINUX configuration, a kernel and an initrd as large as real ones.
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface BootTree {
  root: string
  /** sha256 of the files, in hex. */
  kernel: string
  initrd: string
}

export const CONFIG = `DEFAULT linux
LABEL linux
  KERNEL vmlinuz
  APPEND initrd=initrd.img root=/dev/nfs ip=dhcp quiet
`

/** Writes `files` (name to content, over these: pxelinux.cfg/default, vmlinuz, initrd.img) into a new folder of `folder`. */
export function writeBootTree(folder: string, files: Record<string, string | Buffer> = {}): BootTree {
  const root = join(folder, 'tftpboot')
  const all = {
    'pxelinux.cfg/default': CONFIG,
    vmlinuz: linuxKernel(6 << 20),
    'initrd.img': randomBytes((9 << 20) + 77),
    ...files,
  }
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
    chmodSync(join(root, name), 0o644)
  }
  return { root, kernel: sha256(all.vmlinuz), initrd: sha256(all['initrd.img']) }
}

/** Bytes that pass for a Linux kernel by their setup header (Documentation/arch/x86/boot.rst); the rest is noise. */
export function linuxKernel(bytes: number): Buffer {
  const kernel = randomBytes(bytes)
  kernel.fill(0, 0x1f1, 0x270)
  kernel.writeUInt8(1, 0x1f1)
  kernel.writeUInt32LE(Math.floor((bytes - 1024) / 16), 0x1f4)
  kernel.writeUInt16LE(0xaa55, 0x1fe)
  kernel.write('HdrS', 0x202, 'latin1')
  kernel.writeUInt16LE(0x020f, 0x206)
  return kernel
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
