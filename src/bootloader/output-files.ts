/** The kernel and ramdisk in the output directory, under unpredictable names, and only once they are complete. */

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fchownSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BootError } from '../boot-error.ts'
import type { Target } from './boot-files.ts'

/** Both files, while they are written. */
export interface OutputFiles {
  kernel: Target
  ramdisk: Target
  /** Gives the files their final names; an unwanted ramdisk is removed. */
  keep(wanted: { ramdisk: boolean }): KeptFiles
  /** Replaces both files by copies of them, which no other process has open. Throws E_OUTPUT. */
  renew(): Promise<void>
  /** Whether keep() was called, and discard() was not called since. */
  isKept(): boolean
  /** Removes everything. */
  discard(): void
}

/** Paths of the complete files. */
export interface KeptFiles {
  kernel: string
  ramdisk: string | null
}

/** The user of this host who will own the files. */
export interface FileOwner {
  name: string
  uid: number
  gid: number
}

/**
 * Opens two new files (mode 0600) in `directory`, which is made with mode 0700 if it does not exist. With an `owner` the
 * files become that user's, and the directory is made with mode 0711, so that the user can enter but not change it.
 * Throws E_OUTPUT.
 */
export function openOutputFiles(directory: string, owner: FileOwner | null = null): OutputFiles {
  makeDirectory(directory, owner === null ? 0o700 : 0o711)
  if (owner !== null) refuseClosed(directory, owner)
  const kernel = openPart(directory, 'kernel')
  let ramdisk: Part
  try {
    ramdisk = openPart(directory, 'ramdisk')
  } catch (error) {
    remove(kernel)
    throw error
  }
  const parts = [kernel, ramdisk]
  let kept = false
  return {
    kernel,
    ramdisk,
    keep(wanted) {
      finish(kernel, owner)
      if (wanted.ramdisk) finish(ramdisk, owner)
      else remove(ramdisk)
      kept = true
      return { kernel: kernel.final, ramdisk: wanted.ramdisk ? ramdisk.final : null }
    },
    async renew() {
      for (const part of parts) await renew(part)
    },
    isKept: () => kept,
    discard() {
      kept = false
      for (const part of parts) remove(part)
    },
  }
}

/** Replaces the content of `target` with that of a file of the host; the mode stays. Throws E_LOCAL_BOOT. */
export function copyInto(target: Target, source: string): void {
  ftruncateSync(target.fd, 0)
  try {
    copyFileSync(source, target.path)
    fchmodSync(target.fd, 0o600)
  } catch (cause) {
    throw new BootError('E_LOCAL_BOOT', {
      what: `cannot copy ${source} to ${target.path}: ${(cause as NodeJS.ErrnoException).code}`,
      hint: 'it is the kernel or ramdisk of the domain configuration',
      cause,
    })
  }
}

interface Part extends Target {
  final: string
  open: boolean
}

/** An existing directory is not changed. Throws E_OUTPUT. */
export function makeDirectory(directory: string, mode = 0o700): void {
  try {
    makeWithParents(directory, mode)
  } catch (cause) {
    throw outputError(`cannot make the output directory ${directory}`, cause)
  }
}

/** mkdirSync's own `recursive` never returns in a folder that cannot hold others, such as /proc (Node 20). */
function makeWithParents(directory: string, mode: number): void {
  try {
    mkdirSync(directory, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(directory).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(directory))) throw error
    makeWithParents(dirname(directory), mode)
    makeWithParents(directory, mode)
  }
}

function openPart(directory: string, name: string): Part {
  const suffix = randomBytes(6).toString('hex')
  const path = join(directory, `.${name}.${suffix}.part`)
  try {
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
    return { fd, path, final: join(directory, `${name}.${suffix}`), open: true }
  } catch (cause) {
    throw outputError(`cannot write to the output directory ${directory}`, cause)
  }
}

/** An existing directory may be closed to everybody but root. */
function refuseClosed(directory: string, { name, uid }: FileOwner): void {
  const { mode, uid: whose } = statSync(directory)
  if ((mode & 0o001) !== 0 || whose === uid) return
  throw new BootError('E_OUTPUT', {
    what: `${name} cannot enter the output directory ${directory}`,
    hint: `chmod o+x ${directory}, or choose another by --output-directory`,
  })
}

async function renew(part: Part): Promise<void> {
  const copy = `${part.path}.copy`
  try {
    await copyFile(part.path, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const fd = openSync(copy, 'r+')
    closeSync(part.fd)
    part.fd = fd
    renameSync(copy, part.path)
  } catch (cause) {
    rmSync(copy, { force: true })
    throw outputError(`cannot copy ${part.path}`, cause)
  }
}

function finish(part: Part, owner: FileOwner | null): void {
  try {
    if (owner !== null) fchownSync(part.fd, owner.uid, owner.gid)
    close(part)
    renameSync(part.path, part.final)
  } catch (cause) {
    throw outputError(
      `cannot ${part.open ? `give ${part.path} to ${owner?.name}` : `rename ${part.path}`}`,
      cause,
    )
  }
}

function remove(part: Part): void {
  close(part)
  rmSync(part.path, { force: true })
  rmSync(part.final, { force: true })
}

function close(part: Part): void {
  if (part.open) closeSync(part.fd)
  part.open = false
}

function outputError(what: string, cause: unknown): BootError {
  const { code } = cause as NodeJS.ErrnoException
  return new BootError('E_OUTPUT', {
    what: `${what}: ${code}`,
    hint: '--output-directory chooses another',
    cause,
  })
}
