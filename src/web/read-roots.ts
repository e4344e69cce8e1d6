/** Finds the root file systems of the boot tree, and the hosts that boot them. */

import { effectiveText, textOf } from '../hosts/index.ts'
import { hostsOf, type Image, listRoots } from '../root-fs/index.ts'
import type { Model } from './model.ts'

/** One image. */
export interface RootRow extends Image {
  name: string
  hosts: string[]
}

/** null: the boot tree is unknown. Throws as listRoots does. */
export async function readRoots({ store }: Model, tree: string | null): Promise<RootRow[] | null> {
  const output = store.outputs.get('pxelinux')
  const root = tree ?? (output === undefined ? null : textOf(output, 'root'))
  if (root === null) return null
  const boots = store.hosts.map((host) => ({
    host: host.name,
    kernel: effectiveText(store, host, 'kernel'),
  }))
  return (await listRoots(root)).flatMap((found) =>
    found.images.map((image) => ({ name: found.name, ...image, hosts: hostsOf(found, image.date, boots) })),
  )
}
