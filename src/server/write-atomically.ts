/** Replaces a file so that a crash at any moment leaves the complete old or new one. */

import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Rejects with the system's error; `path` is then the old or the new file. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o644)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  // The new name is on the disk only when its folder is.
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}
