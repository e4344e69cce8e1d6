/** Kernel and ramdisk of an entry: downloaded side by side into descriptors, or only looked for. */

import { createHash } from 'node:crypto'
import { ftruncateSync } from 'node:fs'
import { BootError } from '../boot-error.ts'
import { checkGuestType, type GuestType } from '../guest-kernel/check-guest-type.ts'
import type { BootEntry, BootFile } from '../pxecfg-parser/index.ts'
import { checkKernel, descriptorReader, type Fetcher, fileSink } from '../tftp-fetch/index.ts'
import type { BootEvent } from './events.ts'
import type { BootReport } from './report.ts'

export interface FilesReport {
  kernel: BootReport['kernel']
  ramdisk: BootReport['ramdisk']
}

export interface Errands {
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** What is done about an entry's files. Throws E_FETCH_..., E_NOT_A_KERNEL, E_OUTPUT. */
export interface BootFiles {
  get(entry: BootEntry, fetcher: Fetcher, errands: Errands): Promise<FilesReport>
}

/** An open file for a download: `path` names it in errors. */
export interface Target {
  fd: number
  path: string
}

const PADDING = Buffer.alloc(3)

/**
 * Downloads: what an attempt before left in the targets is cut off first, so that ONERROR starts clean.
 * `guestType` not null: the kernel must have the entry of such a guest.
 */
export function download(kernel: Target, ramdisk: Target, guestType: GuestType | null): BootFiles {
  return {
    async get(entry, fetcher, errands) {
      const file = kernelOf(entry)
      for (const { fd } of [kernel, ramdisk]) ftruncateSync(fd, 0)
      if (entry.hypervisor !== null) await fetcher.probe(entry.hypervisor.url, errands.signal)
      errands.onEvent({ event: 'KernelWanted', url: file.url })
      // PXELINUX asks for the kernel first, so its failure is the one that counts, whichever came first.
      const [first, second] = await Promise.allSettled([
        fetchAll([file], kernel, fetcher, errands),
        fetchRamdisk(entry.initrds, ramdisk, fetcher, errands),
      ])
      if (first.status === 'rejected') throw first.reason
      if (second.status === 'rejected') throw second.reason
      const reader = descriptorReader(kernel.fd)
      await checkKernel(reader, file.url)
      if (guestType !== null)
        await checkGuestType(await reader.read(0, await reader.size()), guestType, file.url, errands.signal)
      return {
        kernel: { url: file.url, path: null, ...first.value },
        ramdisk:
          entry.initrds.length === 0
            ? null
            : { urls: entry.initrds.map(({ url }) => url), path: null, ...second.value },
      }
    },
  }
}

/** Looks whether the files are there, and how long they are, without downloading them. */
export const lookFor: BootFiles = {
  async get(entry, fetcher, { signal }) {
    const kernel = kernelOf(entry)
    if (entry.hypervisor !== null) await fetcher.probe(entry.hypervisor.url, signal)
    const { bytes } = await probeFile(kernel, fetcher, signal)
    let total: number | null = 0
    for (const initrd of entry.initrds) {
      const { bytes } = await probeFile(initrd, fetcher, signal)
      total = total === null || bytes === null ? null : padded(total) + bytes
    }
    return {
      kernel: { url: kernel.url, path: null, bytes, sha256: null },
      ramdisk:
        entry.initrds.length === 0
          ? null
          : { urls: entry.initrds.map(({ url }) => url), path: null, bytes: total, sha256: null },
    }
  },
}

function kernelOf(entry: BootEntry): BootFile {
  if (entry.kernel !== null) return entry.kernel
  throw new BootError('E_UNSUPPORTED', {
    what: `entry ${JSON.stringify(entry.label)} has a hypervisor but no kernel for it`,
    hint: 'mboot.c32 takes the kernel as its first module: APPEND xen.gz --- vmlinuz --- initrd',
  })
}

/** An empty file is none, as for PXELINUX. */
async function probeFile(file: BootFile, fetcher: Fetcher, signal: AbortSignal) {
  const probed = await fetcher.probe(file.url, signal)
  if (probed.bytes === 0) throw empty(file)
  return probed
}

async function fetchRamdisk(initrds: BootFile[], target: Target, fetcher: Fetcher, errands: Errands) {
  for (const { url } of initrds) errands.onEvent({ event: 'InitrdWanted', url })
  return fetchAll(initrds, target, fetcher, errands)
}

/** The files one after the other, each but the last padded to 4 bytes (the kernel's initramfs buffer format). */
async function fetchAll(files: BootFile[], target: Target, fetcher: Fetcher, { signal }: Errands) {
  const sink = fileSink(target.fd, target.path)
  const hash = createHash('sha256')
  let bytes = 0
  const write = (chunk: Uint8Array) => {
    hash.update(chunk)
    bytes += chunk.length
    return sink.write(chunk)
  }
  for (const file of files) {
    if (padded(bytes) > bytes) await write(PADDING.subarray(0, padded(bytes) - bytes))
    const fetched = await fetcher.fetch(file.url, { write }, signal)
    if (fetched.bytes === 0) throw empty(file)
  }
  return { bytes, sha256: hash.digest('hex') }
}

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4

function empty(file: BootFile): BootError {
  return new BootError('E_FETCH_NOT_FOUND', {
    what: `${file.url} is empty`,
    hint: 'PXELINUX takes an empty file for a missing one',
  })
}
