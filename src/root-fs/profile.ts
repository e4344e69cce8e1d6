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
  /** Empty: the arguments that `root` stands for are enough. */
  append: string
}

/**
 * The profile for an image that any number of guests share. `tree`: absolute, as the NFS server has it. `server`: the
 * address by which guests reach it, possibly with HTTP's port.
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
  // image itself, because not every server resolves links in a requested path.
  const media = `live-media-path=${CURRENT}/${dirname(IMAGE_FILES.root)}`
  return { ...boot, root: nfsRoot(server, `${tree}/${name}`), append: `boot=live netboot=nfs ${media}` }
}

/** The profile for one guest's own root. `folder`: what the image was unpacked into; absolute, as the NFS server has it. */
export function ownProfileOf(
  { name, date }: { name: string; date: string },
  folder: string,
  server: string,
): RootProfile {
  // Not the current image's kernel: the modules in the folder belong to this one.
  const image = `${name}/${date}`
  return {
    kernel: `${image}/${IMAGE_FILES.kernel}`,
    initrd: `${image}/${IMAGE_FILES.initrd}`,
    root: nfsRoot(server, folder),
    append: 'boot=nfs rw',
  }
}

/** Without the port, which is HTTP's. */
const nfsRoot = (server: string, path: string): string => `nfs:${server.replace(/:\d+$/, '')}:${path}`

/** The line of exports(5). `clients`: networks; none: everyone. `rw`: a guest's root user is root in the folder too. */
export function exportsLine(folder: string, clients: readonly string[], access: 'ro' | 'rw'): string {
  const options = access === 'ro' ? '(ro,no_subtree_check)' : '(rw,no_root_squash,no_subtree_check)'
  const who = (clients.length === 0 ? ['*'] : clients).map((client) => client + options).join(' ')
  return `${quoted(folder)} ${who}`
}

/** exports(5): a path with blanks is in double quotes. */
const quoted = (path: string): string => (/\s/.test(path) ? `"${path}"` : path)
