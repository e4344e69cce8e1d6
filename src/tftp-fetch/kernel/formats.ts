/**
 * File formats by their first bytes: the kernels that libxc's domain builders and QEMU take, and what turns up in
 * their place. Sources: Documentation/arch/x86/boot.rst and arm64/booting.rst of Linux, elf(5), file(1)'s magic.
 */

/** Processors that can run one another's kernels, in 32 or 64 bits. */
export type Processor = 'x86' | 'ARM' | 'RISC-V'

/**
 * A kernel by the name of its format (`processor` null: hidden by its compression), or what else the file is, with its
 * article.
 */
export type Verdict = { kernel: string; processor: Processor | null } | { other: string }

/** Looks at a file's first bytes and its size; null: not this format. */
type Look = (head: Buffer, size: number) => Verdict | null

/** The formats that are kernels; the first that recognises a file decides. */
export const KERNEL_FORMATS: readonly Look[] = [bzImage, elf, arm64Image, compressed]

/** Everything else that is recognised; the first match counts. */
export const OTHER_FORMATS: readonly { name: string; is(head: Buffer): boolean }[] = [
  { name: 'an empty file', is: (head) => head.length === 0 },
  {
    name: 'an HTML page',
    is: (head) => /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml|!--)/i.test(text(head, 512)),
  },
  {
    name: 'an EFI zboot image',
    is: (head) => text(head, 2) === 'MZ' && text(head.subarray(4), 4) === 'zimg',
  },
  { name: 'an EFI program (PE)', is: isPe },
  { name: 'a DOS program', is: (head) => text(head, 2) === 'MZ' },
  { name: 'a script', is: (head) => text(head, 2) === '#!' },
  { name: 'an initrd (cpio archive)', is: (head) => /^07070[127]|^\xc7\x71/.test(text(head, 6)) },
  { name: 'a SquashFS image', is: (head) => text(head, 4) === 'hsqs' },
  { name: 'an ISO 9660 image', is: (head) => text(head.subarray(0x8001), 5) === 'CD001' },
  { name: 'pxelinux.0, a network boot program', is: (head) => text(head, head.length).includes('PXELINUX') },
  { name: 'iPXE, a network boot program', is: (head) => /iPXE|gPXE/.test(text(head, head.length)) },
  {
    name: 'a boot sector or disk image',
    is: (head) => head.length >= 512 && head.readUInt16LE(0x1fe) === 0xaa55,
  },
  { name: 'a text file', is: (head) => /^[\t\n\r\x20-\x7e]+$/.test(text(head, 512)) },
]

/** ELF machines that guests have (elf(5), e_machine). */
const MACHINES: Readonly<Record<number, { name: string; processor: Processor }>> = {
  3: { name: 'i386', processor: 'x86' },
  40: { name: 'ARM', processor: 'ARM' },
  62: { name: 'x86-64', processor: 'x86' },
  183: { name: 'ARM64', processor: 'ARM' },
  243: { name: 'RISC-V', processor: 'RISC-V' },
}

const COMPRESSIONS: readonly { name: string; magic: string }[] = [
  { name: 'xz', magic: '\xfd7zXZ\0' },
  { name: 'bzip2', magic: 'BZh' },
  { name: 'zstd', magic: '\x28\xb5\x2f\xfd' },
  { name: 'lz4', magic: '\x04\x22\x4d\x18' },
  { name: 'lz4', magic: '\x02\x21\x4c\x18' },
  { name: 'lzma', magic: '\x5d\0\0' },
  { name: 'lzo', magic: '\x89LZO' },
]

/** Since boot protocol 2.08 the header says where the compressed kernel lies, and so whether all of it is there. */
function bzImage(head: Buffer, size: number): Verdict | null {
  if (head.length < 0x250 || head.readUInt16LE(0x1fe) !== 0xaa55 || text(head.subarray(0x202), 4) !== 'HdrS')
    return null
  const version = head.readUInt16LE(0x206)
  const setupSectors = head.readUInt8(0x1f1) || 4
  const payload = version >= 0x208 ? head.readUInt32LE(0x24c) : 0
  const whole = (setupSectors + 1) * 512 + (payload === 0 ? 0 : head.readUInt32LE(0x248)) + payload
  if (payload !== 0 && whole > size)
    return { other: `a truncated Linux kernel: it must have at least ${whole} bytes` }
  return {
    kernel: `Linux bzImage, boot protocol ${version >> 8}.${String(version & 0xff).padStart(2, '0')}`,
    processor: 'x86',
  }
}

/** Programs that are loaded as they are: ET_EXEC, and ET_DYN of 64 bits; a 32-bit ET_DYN is a SYSLINUX module. */
function elf(head: Buffer, size: number): Verdict | null {
  if (text(head, 4) !== '\x7fELF' || head.length < 64) return null
  const is64 = head[4] === 2
  if ((!is64 && head[4] !== 1) || head[5] !== 1)
    return { other: 'an ELF file of an unusual class or byte order' }
  const type = head.readUInt16LE(16)
  const machine = head.readUInt16LE(18)
  const known = MACHINES[machine]
  if (known === undefined) return { other: `an ELF file for machine ${machine}` }
  if (type === 3 && !is64) return { other: 'a SYSLINUX module (.c32)' }
  if (type !== 2 && type !== 3) return { other: 'an ELF file that is not a program' }
  const whole = elfEnd(head, is64)
  if (whole > size) return { other: `a truncated ELF kernel: it must have at least ${whole} bytes` }
  return { kernel: `ELF for ${known.name}`, processor: known.processor }
}

/** Offset at which the last segment ends, bytes, as far as the program headers are in `head`. */
function elfEnd(head: Buffer, is64: boolean): number {
  const table = is64 ? Number(head.readBigUInt64LE(32)) : head.readUInt32LE(28)
  const entry = head.readUInt16LE(is64 ? 54 : 42)
  const count = head.readUInt16LE(is64 ? 56 : 44)
  let end = 0
  for (let i = 0; i < count; i++) {
    const at = table + i * entry
    if (at + (is64 ? 56 : 32) > head.length) break
    const offset = is64 ? Number(head.readBigUInt64LE(at + 8)) : head.readUInt32LE(at + 4)
    const length = is64 ? Number(head.readBigUInt64LE(at + 32)) : head.readUInt32LE(at + 16)
    end = Math.max(end, offset + length)
  }
  return end
}

function arm64Image(head: Buffer): Verdict | null {
  return text(head.subarray(56), 4) === 'ARM\x64' ? { kernel: 'Linux ARM64 Image', processor: 'ARM' } : null
}

/** Compressions that the domain builder can unpack and Node cannot. gzip is handled by its caller. */
function compressed(head: Buffer): Verdict | null {
  const found = COMPRESSIONS.find(({ magic }) => text(head, magic.length) === magic)
  return found === undefined ? null : { kernel: `${found.name}-compressed data`, processor: null }
}

function isPe(head: Buffer): boolean {
  if (text(head, 2) !== 'MZ' || head.length < 64) return false
  return text(head.subarray(head.readUInt32LE(0x3c)), 4) === 'PE\0\0'
}

function text(bytes: Buffer, length: number): string {
  return bytes.toString('latin1', 0, length)
}
