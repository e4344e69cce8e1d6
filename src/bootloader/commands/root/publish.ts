/** How a new root becomes known: its profile in the store, and the line for the NFS server. */

import type { HostStore } from '../../../hosts/index.ts'
import { exportRoot, type RootProfile } from '../../../root-fs/index.ts'
import { storeProfile } from './store-profile.ts'

/** What became of a root's profile and exports line. */
export interface Published {
  name: string
  profile: RootProfile
  /** The store that the profile was written to; null: none, so that it is only printed. */
  store: string | null
  /** The line of exports(5); null: the root is not served by NFS. */
  exports: string | null
  /** The file that the line was written to; null: it is only printed. */
  exportFile: string | null
}

/** Writes the profile and, if `writesExports`, the exports line. Throws as storeProfile and exportRoot do. */
export async function publish(
  store: HostStore | null,
  { name, profile, exports }: Pick<Published, 'name' | 'profile' | 'exports'>,
  writesExports: boolean,
): Promise<Published> {
  if (store !== null) await storeProfile(store.path, name, profile)
  const exportFile = exports !== null && writesExports ? await exportRoot(name, exports) : null
  return { name, profile, store: store?.path ?? null, exports, exportFile }
}

/** The lines that show both to a person. */
export function publishedLines({ name, profile, store, exports, exportFile }: Published): string[] {
  return [
    ...[store === null ? 'for a store of hosts:' : `in ${store}:`, `[profile "${name}"]`],
    ...Object.entries(profile).flatMap(([key, value]) => (value === '' ? [] : [`${key} = ${value}`])),
    ...(exports === null
      ? []
      : ['', `${exportFile === null ? 'for /etc/exports' : `in ${exportFile}`}:`, exports]),
  ]
}

/** The networks (`ADDRESS/PREFIX`) whose machines may mount a root: those of the store. */
export function subnetsOf(store: HostStore | null): string[] {
  return [...(store?.networks.values() ?? [])].flatMap(
    ({ section }) => section.values.get('subnet')?.texts ?? [],
  )
}
