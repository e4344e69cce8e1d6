/** Unpacks an image into a folder that one host mounts by NFS and keeps as its root: what it writes stays. */

import { lstat, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BootError } from '../boot-error.ts'
import { findProgram } from '../find-program.ts'
import { ProgramError, runProgram } from '../run-program.ts'
import { IMAGE_FILES } from './images.ts'

/**
 * Unpacks the image in the folder `image`. `folder` must not exist; it appears only when it is complete. Throws
 * E_PERMISSION, E_UNSUPPORTED, E_OUTPUT, and the reason of `signal`.
 */
export async function unpackImage(image: string, folder: string, signal: AbortSignal): Promise<void> {
  const program = await findUnsquashfs()
  if (process.getuid?.() !== 0) {
    throw new BootError('E_PERMISSION', {
      what: 'only root can unpack a root file system: its files belong to many users',
      hint: 'run as root',
    })
  }
  const isThere = await lstat(folder).then(
    () => true,
    () => false,
  )
  if (isThere) throw new BootError('E_OUTPUT', { what: `${folder} is there already`, hint: 'name another' })
  const work = await mkdtemp(join(dirname(folder), '.root-')).catch((cause) => {
    throw new BootError('E_OUTPUT', { what: `cannot make ${folder}: ${cause.code}`, cause })
  })
  try {
    const words = ['-no-progress', '-quiet', '-dest', join(work, 'root'), join(image, IMAGE_FILES.root)]
    await runProgram(program, words, { signal })
    await rename(join(work, 'root'), folder)
  } catch (cause) {
    signal.throwIfAborted()
    if (!(cause instanceof ProgramError)) throw cause
    throw new BootError('E_OUTPUT', { what: `cannot unpack ${image}: ${lastLine(cause.said)}`, cause })
  } finally {
    // A program that was stopped may still be writing its last file.
    await rm(work, { recursive: true, force: true, maxRetries: 10 })
  }
}

async function findUnsquashfs(): Promise<string> {
  const program = await findProgram('unsquashfs', process.env.PATH ?? '')
  if (program !== null) return program
  throw new BootError('E_UNSUPPORTED', {
    what: 'unpacking a root file system needs squashfs-tools',
    hint: 'apt install squashfs-tools',
  })
}

const lastLine = (text: string): string => text.split('\n').at(-1) ?? text
