/** The kernel and ramdisk of an entry: downloads them in parallel into open files, or only checks that they exist. */

import { createHash } from 'node:crypto'
import { ftruncateSync } from 'node:fs'
import { isWithheld } from '../absent-file.ts'
import { BootError } from '../boot-error.ts'
import { checkGuestType, type GuestType } from '../guest-kernel/index.ts'
import type { BootEntry, BootFile, InitrdFile } from '../pxecfg-parser/index.ts'
import {
  checkKernel,
  descriptorReader,
  type Fetcher,
  fetchBytes,
  fileSink,
  type KernelFormat,
  refuseForeignKernel,
} from '../tftp-fetch/index.ts'
import type { Context } from './context.ts'
import { InitrdFrame } from './initrd-frame.ts'
import type { BootReport, FileReport } from './report.ts'

export type FilesReport = Pick<BootReport, 'kernel' | 'ramdisk' | 'files'>

/** Gets or checks an entry's files. Throws E_FETCH_..., E_NOT_A_KERNEL, E_OUTPUT. */
export interface BootFiles {
  get(entry: BootEntry, fetcher: Fetcher, context: Context): Promise<FilesReport>
}

/** An open file for a download: `path` names it in errors. */
export interface Target {
  fd: number
  path: string
}

/** Largest detached signature; gpg's and minisign's have a few hundred bytes. */
const MAX_SIGNATURE = 64 * 1024

/** Requirements on the downloaded files, and what else is fetched. */
export interface DownloadOptions {
  /** The guest that the kernel must be able to start; null: any. */
  guestType: GuestType | null
  /** The architecture that the kernel must be for, as in process.arch; null: any. */
  architecture: string | null
  /** Suffix of a file's detached signature; null: signatures are not fetched. */
  signatures: string | null
  /** As in BootTask. */
  sums: boolean
}

/** Truncates the targets first, so that ONERROR's entry does not follow the remains of the failed one. */
export function download(kernel: Target, ramdisk: Target, options: DownloadOptions): BootFiles {
  const { guestType, architecture } = options
  return {
    async get(entry, fetcher, context) {
      const { signal } = context
      const file = kernelOf(entry)
      for (const { fd } of [kernel, ramdisk]) ftruncateSync(fd, 0)
      if (entry.hypervisor !== null) await fetcher.probe(entry.hypervisor.url, signal)
      context.onEvent({ event: 'KernelWanted', url: file.url })
      // A boot program requests the kernel first, so the kernel's failure is reported even if the other came earlier.
      const [first, second] = await Promise.allSettled([
        fetchAll([file], kernel, { fetcher, signal, ...options }),
        fetchRamdisk(entry, ramdisk, { fetcher, ...context, ...options }),
      ])
      if (first.status === 'rejected') throw first.reason
      if (second.status === 'rejected') throw second.reason
      const reader = descriptorReader(kernel.fd)
      const format = await checkKernel(reader, file.url)
      if (architecture !== null) refuseForeignKernel(format, architecture, file.url)
      if (guestType !== null) await checkGuestType(reader, guestType, file.url, signal)
      const { files: kernelFile, ...whole } = first.value
      const { files: initrdFiles, ...joined } = second.value
      return {
        kernel: { url: file.url, path: null, ...whole },
        ramdisk: ramdiskOf(entry, joined),
        files: [...asFiles('kernel', kernelFile, format), ...asFiles('initrd', initrdFiles)],
      }
    },
  }
}

/** Checks that the files exist, and how long they are, without downloading them. */
export const lookFor: BootFiles = {
  async get(entry, fetcher, { signal }) {
    // An entry may be a hypervisor and nothing else: worth reporting, though it cannot boot a guest.
    const kernel = entry.kernel === null && entry.xen?.modules.length === 0 ? null : kernelOf(entry)
    if (entry.hypervisor !== null) await fetcher.probe(entry.hypervisor.url, signal)
    const found: { url: string; bytes: number | null; sha256: null }[] = []
    const missing: BootError[] = []
    for (const { url } of kernel === null ? entry.initrds : [kernel, ...entry.initrds]) {
      try {
        found.push({
          url,
          bytes: await probeFile(
            url,
            entry.initrdAlignment !== undefined && url !== kernel?.url,
            fetcher,
            signal,
          ),
          sha256: null,
        })
      } catch (error) {
        // Check the others anyway: a report names every missing file.
        if (!isWithheld(error)) throw error
        missing.push(error)
      }
    }
    if (missing[0] !== undefined) throw missing[0]
    const kernels = kernel === null ? [] : found.slice(0, 1)
    const initrds = found.slice(kernels.length)
    const total = ramdiskSize(entry, initrds)
    const bytes = kernels[0]?.bytes ?? null
    return {
      kernel: kernel && { url: kernel.url, path: null, bytes, sha256: null },
      ramdisk: ramdiskOf(entry, { bytes: total, sha256: null }),
      files: [...asFiles('kernel', kernels), ...asFiles('initrd', initrds)],
    }
  },
}

/** The size with padding; null if the size of any file is unknown. */
function ramdiskSize(
  { initrds, initrdAlignment }: BootEntry,
  found: readonly { bytes: number | null }[],
): number | null {
  const frame = new InitrdFrame(initrdAlignment)
  for (const [index, file] of initrds.entries()) {
    const bytes = found[index]?.bytes ?? null
    if (bytes === null) return null
    frame.before(file, bytes)
    frame.add(bytes)
  }
  frame.after()
  return frame.total
}

function ramdiskOf(
  { initrds }: BootEntry,
  whole: { bytes: number | null; sha256: string | null },
): BootReport['ramdisk'] {
  return initrds.length === 0 ? null : { urls: initrds.map(({ url }) => url), path: null, ...whole }
}

function asFiles(
  role: FileReport['role'],
  files: Omit<FileReport, 'role'>[],
  kernel?: KernelFormat,
): FileReport[] {
  return files.map((file) => ({ role, ...file, ...(kernel === undefined ? {} : { format: kernel.format }) }))
}

function kernelOf(entry: BootEntry): BootFile {
  if (entry.kernel !== null) return entry.kernel
  throw new BootError('E_UNSUPPORTED', {
    what: `entry ${JSON.stringify(entry.label)} has a hypervisor but no kernel for it`,
    hint: "the guest's kernel is the hypervisor's first module",
  })
}

/** An empty file counts as missing, unless `mayBeEmpty`. */
async function probeFile(
  url: string,
  mayBeEmpty: boolean,
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<number | null> {
  const { bytes } = await fetcher.probe(url, signal)
  if (bytes === 0 && !mayBeEmpty) throw empty(url)
  return bytes
}

/** What every download of one entry uses. */
interface Work {
  fetcher: Fetcher
  signal: AbortSignal
  signatures: string | null
  sums: boolean
}

async function fetchRamdisk(
  { initrds, initrdAlignment }: BootEntry,
  target: Target,
  work: Work & Pick<Context, 'onEvent'>,
) {
  for (const { url } of initrds) work.onEvent({ event: 'InitrdWanted', url })
  return fetchAll(initrds, target, work, initrdAlignment)
}

/** Downloads the files one after the other, all but the last padded (the kernel's initramfs buffer format). */
async function fetchAll(
  wanted: readonly InitrdFile[],
  target: Target,
  { fetcher, signal, signatures, sums }: Work,
  alignment?: number,
) {
  const sink = fileSink(target.fd, target.path)
  const whole = sums ? createHash('sha256') : null
  const files: Omit<FileReport, 'role'>[] = []
  const frame = new InitrdFrame(alignment)
  const put = async (bytes: Buffer) => {
    if (bytes.length > 0) await sink.write(bytes)
    whole?.update(bytes)
  }
  for (const file of wanted) {
    const { url } = file
    const size = file.member === undefined ? 0 : await sizeOf(url, fetcher, signal)
    await put(frame.before(file, size))
    const own = sums ? createHash('sha256') : null
    const write = (chunk: Uint8Array) => {
      whole?.update(chunk)
      own?.update(chunk)
      return sink.write(chunk)
    }
    const { bytes } = await fetcher.fetch(url, { write }, signal)
    if (bytes === 0 && alignment === undefined) throw empty(url)
    if (file.member !== undefined && bytes !== size) throw changed(url)
    frame.add(bytes)
    const signature =
      signatures === null ? {} : { signature: await fetchSignature(url + signatures, fetcher, signal) }
    files.push({ url, bytes, sha256: own?.digest('hex') ?? null, ...signature })
  }
  await put(frame.after())
  return { bytes: frame.total, sha256: whole?.digest('hex') ?? null, files }
}

/** The signature in Base64. */
async function fetchSignature(url: string, fetcher: Fetcher, signal: AbortSignal): Promise<string> {
  return Buffer.from(await fetchBytes(fetcher, url, MAX_SIGNATURE, signal)).toString('base64')
}

/** A size is needed before the download where the file becomes an archive member, whose header contains it. */
async function sizeOf(url: string, fetcher: Fetcher, signal: AbortSignal): Promise<number> {
  const { bytes } = await fetcher.probe(url, signal)
  if (bytes !== null) return bytes
  throw new BootError('E_FETCH_PROTOCOL', {
    what: `${url}: the server does not say how long it is`,
    hint: 'a file that goes into an archive (newc:) has to have a known size',
  })
}

function changed(url: string): BootError {
  return new BootError('E_FETCH_PROTOCOL', {
    what: `${url} does not have the size that the server gave before`,
  })
}

function empty(url: string): BootError {
  return new BootError('E_FETCH_NOT_FOUND', {
    what: `${url} is empty`,
    hint: 'an empty file counts as missing',
  })
}
