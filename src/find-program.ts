/** Finds a program as execvp(3) would. */

import { access, constants } from 'node:fs/promises'

/** The first readable and executable file of that name in the folders of `path`; null where there is none. */
export async function findProgram(
  name: string,
  path: string = process.env.PATH ?? '',
): Promise<string | null> {
  for (const folder of path.split(':').filter(Boolean)) {
    const file = `${folder}/${name}`
    const usable = await access(file, constants.R_OK | constants.X_OK).then(
      () => true,
      () => false,
    )
    if (usable) return file
  }
  return null
}
