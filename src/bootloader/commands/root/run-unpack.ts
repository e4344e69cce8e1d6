/** `root unpack`: unpacks a root into a folder for one host, then prints the profile that boots it. */

import { basename, join } from 'node:path'
import { BootError } from '../../../boot-error.ts'
import { exportsLine, findRoot, listRoots, ownProfileOf, unpackImage } from '../../../root-fs/index.ts'
import { type RootWords, serverOf } from './place.ts'
import { publish, publishedLines, subnetsOf } from './publish.ts'
import { work } from './work.ts'

/** What to unpack, and where. */
export interface UnpackRequest {
  /** The root whose current image is unpacked. */
  name: string
  folder: string
  /** The boot server's address; null: as the store says. */
  server: string | null
  /** Whether to write the line for the NFS server instead of only printing it. */
  writesExports: boolean
}

/** Resolves with the exit status. Throws as unpackImage and publish do. */
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
          hint: 'give the folder another name, such as that of its host',
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
