/** The ISO in the machine's folder. The folder belongs to the machine's owner, so all work there is done as that user. */

import { open } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { BootError } from '../boot-error.ts'
import type { Machine } from './machine.ts'
import type { RunAs, RunOptions } from './run-as.ts'

/** Its name in the machine's folder. */
export const ISO_NAME = 'tspxeboot.iso'

/** The path of the machine's ISO. */
export function isoPathOf({ settingsFile, name }: Machine): string {
  if (isAbsolute(settingsFile)) return `${dirname(settingsFile)}/${ISO_NAME}`
  throw new BootError('E_OUTPUT', {
    what: `the settings file of ${name} has no absolute path: ${settingsFile}`,
  })
}

/** Whether the file exists. */
export async function isThere(path: string, run: RunAs): Promise<boolean> {
  return (await run('test', ['-e', path])).status === 0
}

/** Replaces `path` by the file `source` in one step, as the owner. Throws E_OUTPUT. */
export async function placeFile(
  source: string,
  path: string,
  run: RunAs,
  signal: AbortSignal,
): Promise<void> {
  const part = `${path}.part`
  const file = await open(source)
  try {
    // dd reads the open file, because the owner could not open a file in our folder.
    await must(run, 'dd', [`of=${part}`, 'bs=1M', 'status=none'], { stdin: file.fd, signal })
    await must(run, 'mv', ['-fT', '--', part, path], { signal })
  } catch (error) {
    await removeFile(part, run)
    throw error
  } finally {
    await file.close()
  }
}

/** Removes the file, as the owner. Throws E_OUTPUT. */
export async function removeFile(path: string, run: RunAs): Promise<void> {
  await run('rm', ['-f', '--', path])
}

async function must(run: RunAs, program: string, args: string[], options: RunOptions): Promise<void> {
  const { status, stderr } = await run(program, args, options)
  if (status !== 0) throw new BootError('E_OUTPUT', { what: stderr.trim() || `${program} failed` })
}
