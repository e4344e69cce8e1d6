/** Whether a downloaded file is what a guest can boot, and what it is if not. */

import { BootError } from '../../boot-error.ts'
import type { ByteReader } from './byte-reader.ts'
import { KERNEL_FORMATS, OTHER_FORMATS, type Verdict } from './formats.ts'
import { gunzipHead } from './gunzip-head.ts'

/** As much of a file's start as the formats look at: an ISO 9660 image says its name at 32 KiB. */
const HEAD = 36 * 1024

export interface KernelFormat {
  /** `Linux bzImage, boot protocol 2.15`, `ELF for x86-64`, `gzip around an ELF for x86-64`, ... */
  format: string
}

/** Throws E_NOT_A_KERNEL, which says what the file is; `name` stands for it in the message. */
export async function checkKernel(file: ByteReader, name: string): Promise<KernelFormat> {
  const size = await file.size()
  const verdict = await identify(await file.read(0, HEAD), size)
  if ('kernel' in verdict) return { format: verdict.kernel }
  throw new BootError('E_NOT_A_KERNEL', {
    what: `${name} is not a kernel that can be booted: it is ${verdict.other} (${size} bytes)`,
    hint: 'check the KERNEL or LINUX line of the entry, and the file on the server',
  })
}

async function identify(head: Buffer, size: number): Promise<Verdict> {
  for (const look of KERNEL_FORMATS) {
    const verdict = look(head, size)
    if (verdict !== null) return verdict
  }
  if (head.length > 2 && head.readUInt16BE(0) === 0x1f8b) return identifyGzip(head)
  const other = OTHER_FORMATS.find(({ is }) => is(head))
  return { other: other?.name ?? 'no format that is known' }
}

/** The compressed size of the content is not in a gzip file, so a cut one shows only in the guest. */
async function identifyGzip(head: Buffer): Promise<Verdict> {
  const content = await gunzipHead(head)
  if (content === null) return { other: 'a damaged gzip file' }
  const inner = await identify(content, Number.POSITIVE_INFINITY)
  return 'kernel' in inner
    ? { kernel: `gzip around ${inner.kernel}` }
    : { other: `${inner.other}, gzip-compressed` }
}
