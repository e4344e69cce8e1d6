/** Finds programs as execvp(3) would, and other files in the places where distributions keep them. */

import { access, constants } from 'node:fs/promises'

/** The first executable file of that name in the folders of `path`; null if there is none. */
export function findProgram(name: string, path: string = process.env.PATH ?? ''): Promise<string | null> {
  const folders = path.split(':').filter(Boolean)
  return firstAccessible(
    folders.map((folder) => `${folder}/${name}`),
    constants.X_OK,
  )
}

/** The first of `files` that we may access (access(2)) with `mode`, by default read; null if there is none. */
export async function firstAccessible(
  files: readonly string[],
  mode: number = constants.R_OK,
): Promise<string | null> {
  for (const file of files) {
    const accessible = await access(file, mode).then(
      () => true,
      () => false,
    )
    if (accessible) return file
  }
  return null
}
