/** Checks whether a guest can boot a downloaded file, and says what it is if not. */

import { BootError } from '../../boot-error.ts'
import type { ByteReader } from './byte-reader.ts'
import { KERNEL_FORMATS, OTHER_FORMATS, type Processor, type Verdict } from './formats.ts'
import { gunzipHead } from './gunzip-head.ts'

/** Bytes from the start of a file that the formats look at: an ISO 9660 image has its name at 32 KiB. */
const HEAD = 36 * 1024

/** What a bootable file is, and which processors run it. */
export interface KernelFormat {
  /** `Linux bzImage, boot protocol 2.15`, `ELF for x86-64`, `gzip around an ELF for x86-64`, ... */
  format: string
  /** null: its compression hides it. */
  processor: Processor | null
}

/** Processors by Node's name for them (process.arch), with the names that messages use. */
const HOSTS: Readonly<Record<string, { name: string; processor: Processor }>> = {
  arm: { name: 'ARM', processor: 'ARM' },
  arm64: { name: 'ARM64', processor: 'ARM' },
  ia32: { name: 'i386', processor: 'x86' },
  riscv64: { name: 'RISC-V', processor: 'RISC-V' },
  x64: { name: 'x86-64', processor: 'x86' },
}

/**
 * Identifies a file by its first bytes and size. Throws E_NOT_A_KERNEL with a message that says what the file called
 * `name` is instead.
 */
export async function checkKernel(file: ByteReader, name: string): Promise<KernelFormat> {
  const size = await file.size()
  const verdict = await identify(await file.read(0, HEAD), size)
  if ('kernel' in verdict) return { format: verdict.kernel, processor: verdict.processor }
  throw new BootError('E_NOT_A_KERNEL', {
    what: `${name} is not a kernel that can be booted: it is ${verdict.other} (${size} bytes)`,
    hint: 'check the entry that names it, and the file on the server',
    reason: 'not-a-kernel',
  })
}

/** Throws E_NOT_A_KERNEL if a host of `architecture`, named as in process.arch, cannot run the kernel called `name`. */
export function refuseForeignKernel(
  { format, processor }: KernelFormat,
  architecture: string,
  name: string,
): void {
  const host = HOSTS[architecture]
  if (host === undefined || processor === null || processor === host.processor) return
  throw new BootError('E_NOT_A_KERNEL', {
    what: `${name} is a kernel for another architecture: it is ${format}, and the guest runs on ${host.name}`,
    hint: `name a kernel for ${host.name} in the entry; where the DHCP server chooses by the client's architecture (option 93), see --arch`,
    reason: 'other-architecture',
  })
}

async function identify(head: Buffer, size: number): Promise<Verdict> {
  for (const look of KERNEL_FORMATS) {
    const verdict = look(head, size)
    if (verdict !== null) return verdict
  }
  if (head.length > 2 && head.readUInt16BE(0) === 0x1f8b) return identifyGzip(head)
  const other = OTHER_FORMATS.find(({ is }) => is(head))
  return { other: other?.name ?? 'a file of an unknown format' }
}

/**
 * Identifies what is inside. Nothing in a gzip file's head says how long it is, so a truncated one shows only in the
 * guest.
 */
async function identifyGzip(head: Buffer): Promise<Verdict> {
  const content = await gunzipHead(head)
  if (content === null) return { other: 'a damaged gzip file' }
  const inner = await identify(content, Number.POSITIVE_INFINITY)
  return 'kernel' in inner
    ? { ...inner, kernel: `gzip around ${inner.kernel}` }
    : { other: `${inner.other}, gzip-compressed` }
}
