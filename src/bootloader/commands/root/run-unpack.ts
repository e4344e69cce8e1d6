/** `root unpack`: a folder of its own for a host, and what the host boots it with. */

import { basename, join } from 'node:path'
import { BootError } from '../../../boot-error.ts'
import { exportsLine, findRoot, listRoots, ownProfileOf, unpackImage } from '../../../root-fs/index.ts'
import { type RootWords, serverOf } from './place.ts'
import { publish, publishedLines, subnetsOf } from './publish.ts'
import { work } from './work.ts'

export interface UnpackRequest {
  /** The root whose current image it is. */
  name: string
  folder: string
  /** Null: the store knows. */
  server: string | null
  /** The line for the NFS server is written, not only said. */
  writesExports: boolean
}

/** Returns the exit status. */
export function runRootUnpack(
  words: RootWords,
  { name, folder, server, writesExports }: UnpackRequest,
  signal: AbortSignal,
): Promise<number> {
  return work(
    words,
    async ({ tree, store }) => {
      const image = (await findRoot(tree, name)).images.find(({ isCurrent }) => isCurrent)
      if (image === undefined) {
        throw new BootError('E_OUTPUT', {
          what: `root ${name} has no current image`,
          hint: `tspxeboot root revert ${name} DATE makes one the current one`,
        })
      }
      const own = basename(folder)
      if ((await listRoots(tree)).some(({ name }) => name === own)) {
        throw new BootError('E_OUTPUT', {
          what: `the boot tree has a root ${own}, whose profile has that name`,
          hint: 'name the folder otherwise, after its host, say',
        })
      }
      const profile = ownProfileOf({ name, date: image.date }, folder, server ?? serverOf(store))
      await unpackImage(join(tree, name, image.date), folder, signal)
      const exports = exportsLine(folder, subnetsOf(store), 'rw')
      const published = await publish(store, { name: own, profile, exports }, writesExports)
      return { folder, root: name, date: image.date, ...published }
    },
    ({ folder, root, date, ...published }) => [
      `unpacked ${root} ${date} into ${folder}`,
      '',
      ...publishedLines(published),
    ],
  )
}
