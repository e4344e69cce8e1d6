/**
 * What a Linux kernel image says about itself: the x86 boot protocol's header (Documentation/arch/x86/boot.rst) and,
 * for the EFI stub, the PE header.
 */

import { open } from 'node:fs/promises'
import { BootError } from '../boot-error.ts'

/** Facts about a bzImage. */
export interface KernelImage {
  /** Size of the file. */
  bytes: number
  /** Bytes that the EFI stub's image takes in memory; null: the kernel has no 64-bit EFI stub. */
  efiImageBytes: number | null
}

const HEADER_BYTES = 4096
const BZIMAGE_MAGIC = 0x202
const XLOADFLAGS = 0x236
const XLF_KERNEL_64 = 1
const PE_MACHINE_X64 = 0x8664

/** Reads the headers of the kernel at `path`. Throws E_NOT_A_KERNEL for anything but a bzImage. */
export async function readKernelImage(path: string): Promise<KernelImage> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const { size } = await file.stat()
    const header = buffer.subarray(0, bytesRead)
    if (header.length < 0x260 || header.toString('latin1', BZIMAGE_MAGIC, BZIMAGE_MAGIC + 4) !== 'HdrS') {
      throw new BootError('E_NOT_A_KERNEL', {
        what: `${path} is not a bzImage, which a boot medium for a whole machine needs`,
        hint: 'a kernel that only a paravirtual guest can start does not boot from an ISO',
      })
    }
    return { bytes: size, efiImageBytes: efiImageBytes(header) }
  } finally {
    await file.close()
  }
}

function efiImageBytes(header: Buffer): number | null {
  if (header.toString('latin1', 0, 2) !== 'MZ') return null
  if ((header.readUInt16LE(XLOADFLAGS) & XLF_KERNEL_64) === 0) return null
  const pe = header.readUInt32LE(0x3c)
  if (pe + 0x54 > header.length || header.readUInt32LE(pe) !== 0x4550) return null
  if (header.readUInt16LE(pe + 4) !== PE_MACHINE_X64) return null
  return header.readUInt32LE(pe + 0x50)
}
