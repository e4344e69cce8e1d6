/** Lists the files of a boot tree by the names under which they are served. Links are followed inside the tree. */

import type { Dirent } from 'node:fs'
import { readdir, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { byteText } from '../../byte-text.ts'

/** The files, and the links out of the tree. */
export interface TreeFiles {
  /** Paths from the root, byte text, sorted; broken links are included. */
  files: string[]
  /** Links to folders outside, which are not followed, and where they lead. */
  leaving: { path: string; target: string }[]
}

/** Deeper folders are not read. */
const MAX_DEPTH = 16
/** The most names under which one folder is read, since links can give it any number. */
const MAX_NAMES = 8

/**
 * If a link in a parent folder leads to a folder, only the link's name is listed, since that is where it is served from.
 * Throws E_USAGE if `directory` cannot be read as a folder.
 */
export async function treeFiles(directory: string): Promise<TreeFiles> {
  const files: string[] = []
  const leaving: TreeFiles['leaving'] = []
  const namesOf = new Map<string, number>()
  const servedElsewhere = new Set<string>()

  const visit = async (folder: string, above: readonly string[]): Promise<void> => {
    const real = await realpath(join(directory, folder))
    const names = (namesOf.get(real) ?? 0) + 1
    namesOf.set(real, names)
    if (names > MAX_NAMES || above.length > MAX_DEPTH || above.includes(real)) return
    const root = above[0] ?? real
    for (const entry of await readdir(join(directory, folder), { withFileTypes: true })) {
      const path = folder + entry.name
      const kind = await kindOf(entry, join(directory, path))
      if (kind === 'file') files.push(byteText(path))
      else if (kind === 'folder') await visit(`${path}/`, [...above, real])
      else if (isInside(kind.target, root)) {
        if (isInside(dirname(kind.target), real)) servedElsewhere.add(`${relative(root, kind.target)}/`)
        await visit(`${path}/`, [...above, real])
      } else leaving.push({ path: byteText(path), target: await readlink(join(directory, path)) })
    }
  }
  await visit('', []).catch((cause: NodeJS.ErrnoException) => {
    throw new BootError('E_USAGE', { what: `cannot read the boot tree ${directory}: ${cause.code}`, cause })
  })
  const hidden = [...servedElsewhere].map(byteText)
  return {
    files: files.filter((path) => !hidden.some((folder) => path.startsWith(folder))).sort(inOrder),
    leaving,
  }
}

/** `target`: the real path of the folder that a link leads to. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | { target: string }> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file'
  const status = await stat(path).catch(() => null)
  return status?.isDirectory() ? { target: await realpath(path) } : 'file'
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const inOrder = (one: string, other: string): number => (one < other ? -1 : 1)
