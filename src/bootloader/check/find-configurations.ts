/** The configuration files of a boot tree: what stands in its pxelinux.cfg folders. */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'

/** `prefix`: the folder from the tree's root with a slash behind it, or empty; `name`: the rest, as PXELINUX asks. */
export interface ConfigurationFile {
  prefix: string
  name: string
}

/** Folders deeper than this are not looked into. */
const MAX_DEPTH = 16

/** Sorted by path. Throws E_USAGE where `directory` is no readable folder. */
export async function findConfigurations(directory: string, configDir: string): Promise<ConfigurationFile[]> {
  const found: ConfigurationFile[] = []
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(join(directory, folder), { withFileTypes: true })
    for (const entry of entries) {
      const path = folder + entry.name
      if (entry.isDirectory() && depth < MAX_DEPTH) await visit(`${path}/`, depth + 1)
      else if (`/${folder}`.endsWith(`/${configDir}/`) && !entry.isDirectory()) {
        found.push({ prefix: folder.slice(0, -configDir.length - 1), name: `${configDir}/${entry.name}` })
      }
    }
  }
  await visit('', 0).catch((cause: NodeJS.ErrnoException) => {
    throw new BootError('E_USAGE', { what: `cannot read the boot tree ${directory}: ${cause.code}`, cause })
  })
  return found.sort((one, other) => (one.prefix + one.name < other.prefix + other.name ? -1 : 1))
}
