/** How a new root becomes known: its profile in the store, and the line for the NFS server. */

import type { HostStore } from '../../../hosts/index.ts'
import { exportRoot, type RootProfile } from '../../../root-fs/index.ts'
import { storeProfile } from './store-profile.ts'

export interface Published {
  name: string
  profile: RootProfile
  /** The file that the profile was written to; null: there is none, and the profile is only said. */
  store: string | null
  /** The line of exports(5); null: no NFS server has to know the root. */
  exports: string | null
  /** The file that the line was written to; null: it is only said. */
  exportFile: string | null
}

/** `writesExports`: the line is written, not only said. Throws as storeProfile and exportRoot do. */
export async function publish(
  store: HostStore | null,
  { name, profile, exports }: Pick<Published, 'name' | 'profile' | 'exports'>,
  writesExports: boolean,
): Promise<Published> {
  if (store !== null) await storeProfile(store.path, name, profile)
  const exportFile = exports !== null && writesExports ? await exportRoot(name, exports) : null
  return { name, profile, store: store?.path ?? null, exports, exportFile }
}

export function publishedLines({ name, profile, store, exports, exportFile }: Published): string[] {
  return [
    ...[store === null ? 'for a store of hosts:' : `in ${store}:`, `[profile "${name}"]`],
    ...Object.entries(profile).flatMap(([key, value]) => (value === '' ? [] : [`${key} = ${value}`])),
    ...(exports === null
      ? []
      : ['', `${exportFile === null ? 'for /etc/exports' : `in ${exportFile}`}:`, exports]),
  ]
}

/** Who may mount a root: the networks of the store. */
export function subnetsOf(store: HostStore | null): string[] {
  return [...(store?.networks.values() ?? [])].flatMap(
    ({ section }) => section.values.get('subnet')?.texts ?? [],
  )
}
