/** The files of a boot tree. */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { byteText } from '../../byte-text.ts'

/** Folders deeper than this are not looked into. */
const MAX_DEPTH = 16

/** Paths from the root, byte text, sorted. Throws E_USAGE where `directory` is not a folder that can be read. */
export async function treeFiles(directory: string): Promise<string[]> {
  const found: string[] = []
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(join(directory, folder), { withFileTypes: true })
    for (const entry of entries) {
      const path = folder + entry.name
      if (!entry.isDirectory()) found.push(byteText(path))
      else if (depth < MAX_DEPTH) await visit(`${path}/`, depth + 1)
    }
  }
  await visit('', 0).catch((cause: NodeJS.ErrnoException) => {
    throw new BootError('E_USAGE', { what: `cannot read the boot tree ${directory}: ${cause.code}`, cause })
  })
  return found.sort((one, other) => (one < other ? -1 : 1))
}
