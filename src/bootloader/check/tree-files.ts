/** The files of a boot tree by the names that they are served under. Links are followed inside the tree. */

import type { Dirent } from 'node:fs'
import { readdir, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { byteText } from '../../byte-text.ts'

export interface TreeFiles {
  /** Paths from the root, byte text, sorted; links that lead nowhere as well. */
  files: string[]
  /** Links to folders outside, which are not followed, and where they lead. */
  leaving: { path: string; target: string }[]
}

/** Folders deeper than this are not looked into. */
const MAX_DEPTH = 16
/** Names under which one folder is looked into; links can make any number. */
const MAX_NAMES = 8

/**
 * A folder that a link leads to from above it goes by the link's name alone: that is where its makers serve it. Throws
 * E_USAGE where `directory` is not a folder that can be read.
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
