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

/**
 * Of an image that any number of guests share. `tree`: absolute, as the NFS server has it. `server`: the address that
 * guests reach, perhaps with HTTP's port.
 */
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
  return { ...boot, root: nfsRoot(server, `${tree}/${name}`), append: `boot=live netboot=nfs ${media}` }
}

/** `folder`: what an image was unpacked into; absolute, as the NFS server has it. */
export function ownProfileOf(
  { name, date }: { name: string; date: string },
  folder: string,
  server: string,
): RootProfile {
  // Not the current image's: the modules in the folder are of this one.
  const image = `${name}/${date}`
  return {
    kernel: `${image}/${IMAGE_FILES.kernel}`,
    initrd: `${image}/${IMAGE_FILES.initrd}`,
    root: nfsRoot(server, folder),
    append: 'boot=nfs rw',
  }
}

/** A port is HTTP's. */
const nfsRoot = (server: string, path: string): string => `nfs:${server.replace(/:\d+$/, '')}:${path}`

/** The line of exports(5). `clients`: networks; none: everybody. `rw`: a guest's root is root in the folder, too. */
export function exportsLine(folder: string, clients: readonly string[], access: 'ro' | 'rw'): string {
  const options = access === 'ro' ? '(ro,no_subtree_check)' : '(rw,no_root_squash,no_subtree_check)'
  const who = (clients.length === 0 ? ['*'] : clients).map((client) => client + options).join(' ')
  return `${quoted(folder)} ${who}`
}

/** exports(5): a path with blanks stands in double quotes. */
const quoted = (path: string): string => (/\s/.test(path) ? `"${path}"` : path)
