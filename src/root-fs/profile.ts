/** What boots a root: its profile in the store of hosts, and the line for an NFS server. */

import { dirname } from 'node:path'
import { CURRENT, IMAGE_FILES } from './images.ts'
import type { BuildOptions } from './options.ts'

/** Keys of `[profile "NAME"]`. */
export interface RootProfile {
  kernel: string
  initrd: string
  /** `http://...` or `nfs:SERVER:PATH`. */
  root: string
  /** Empty: the words that every root of this kind gets will do. */
  append: string
}

/** `tree`: absolute, as the NFS server has it. `server`: the address that guests reach, perhaps with HTTP's port. */
export function profileOf(
  { name, format }: Pick<BuildOptions, 'name' | 'format'>,
  tree: string,
  server: string,
): RootProfile {
  const image = `${name}/${CURRENT}`
  const boot = { kernel: `${image}/${IMAGE_FILES.kernel}`, initrd: `${image}/${IMAGE_FILES.initrd}` }
  if (format === 'squashfs')
    return { ...boot, root: `http://${server}/${image}/${IMAGE_FILES.root}`, append: '' }
  // live-boot mounts it read-only and lays a file system in memory over it. The guest follows the link to the current
  // image itself, for not every server does when it is asked for a path.
  const media = `live-media-path=${CURRENT}/${dirname(IMAGE_FILES.root)}`
  const address = server.replace(/:\d+$/, '')
  return { ...boot, root: `nfs:${address}:${tree}/${name}`, append: `boot=live netboot=nfs ${media}` }
}

/** The line of exports(5). `clients`: networks; none: everybody. */
export function exportsLine(tree: string, name: string, clients: readonly string[]): string {
  const options = '(ro,no_subtree_check)'
  const who = (clients.length === 0 ? ['*'] : clients).map((client) => client + options).join(' ')
  return `${quoted(`${tree}/${name}`)} ${who}`
}

/** exports(5): a path with blanks stands in double quotes. */
const quoted = (path: string): string => (/\s/.test(path) ? `"${path}"` : path)
