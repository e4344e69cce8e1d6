/** The ISO in the machine's folder. Whatever is done there is done as the machine's owner, for the folder is theirs. */

import { open } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { BootError } from '../boot-error.ts'
import type { Machine } from './machine.ts'
import type { RunAs, RunOptions } from './run-as.ts'

/** Its name in the machine's folder. */
export const ISO_NAME = 'tspxeboot.iso'

/** Where the machine's ISO lies. */
export function isoPathOf({ settingsFile, name }: Machine): string {
  if (isAbsolute(settingsFile)) return `${dirname(settingsFile)}/${ISO_NAME}`
  throw new BootError('E_OUTPUT', {
    what: `the settings file of ${name} has no absolute path: ${settingsFile}`,
  })
}

export async function isThere(path: string, run: RunAs): Promise<boolean> {
  return (await run('test', ['-e', path])).status === 0
}

/** Puts the file `source` in the place of `path` in one step, as the owner's. Throws E_OUTPUT. */
export async function placeFile(
  source: string,
  path: string,
  run: RunAs,
  signal: AbortSignal,
): Promise<void> {
  const part = `${path}.part`
  const file = await open(source)
  try {
    // dd reads the open file: what lies in our own folder the owner could not open.
    await must(run, 'dd', [`of=${part}`, 'bs=1M', 'status=none'], { stdin: file.fd, signal })
    await must(run, 'mv', ['-fT', '--', part, path], { signal })
  } catch (error) {
    await removeFile(part, run)
    throw error
  } finally {
    await file.close()
  }
}

export async function removeFile(path: string, run: RunAs): Promise<void> {
  await run('rm', ['-f', '--', path])
}

async function must(run: RunAs, program: string, args: string[], options: RunOptions): Promise<void> {
  const { status, stderr } = await run(program, args, options)
  if (status !== 0) throw new BootError('E_OUTPUT', { what: stderr.trim() || `${program} failed` })
}
