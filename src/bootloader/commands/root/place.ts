/** Where a root command works: the boot tree, and the store of hosts if there is one. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { BootError } from '../../../boot-error.ts'
import {
  effective,
  type HostStore,
  readHostState,
  readStore,
  stateFolder,
  textOf,
} from '../../../hosts/index.ts'
import { DEFAULT_STORE } from '../../../paths.ts'
import type { Boots } from '../../../root-fs/index.ts'

/** The options of every root command, as given. */
export interface RootWords {
  tree?: string | undefined
  hosts?: string | undefined
  json?: boolean | undefined
}

/** The folder and the store. */
export interface RootPlace {
  /** The boot server's root; absolute. */
  tree: string
  /** null: there is none, and none was named. */
  store: HostStore | null
}

/** Finds them from the options, else in the default places. Throws E_USAGE without a boot tree, and as readStore does. */
export function rootPlace({ tree, hosts }: RootWords): RootPlace {
  const store = hosts !== undefined || existsSync(DEFAULT_STORE) ? readStore(hosts ?? DEFAULT_STORE) : null
  const output = store?.outputs.get('pxelinux')
  const root = tree ?? (output === undefined ? null : textOf(output, 'root'))
  if (root !== null) return { tree: resolve(root), store }
  throw new BootError('E_USAGE', { what: "the boot server's root is not known", hint: '--tree=DIR names it' })
}

/** The boot server's address, if all networks of the store agree on one. Throws E_USAGE if they do not. */
export function serverOf(store: HostStore | null): string {
  const servers = new Set(
    [...(store?.networks.values() ?? [])].flatMap(({ section }) => textOf(section, 'next-server') ?? []),
  )
  const [server] = servers
  if (server !== undefined && servers.size === 1) return server
  throw new BootError('E_USAGE', {
    what: 'the address of the boot server is not known',
    hint: '--server=ADDRESS names it: guests get the root from there',
  })
}

/** When each host was last seen to boot from the network, by name. `stateDir`: the state directory. */
export function lastBootsOf(store: HostStore | null, stateDir: string): Map<string, Date> {
  if (store === null) return new Map()
  const folder = stateFolder(stateDir, store.path)
  return new Map(
    store.hosts.flatMap(({ name }) => {
      const { last } = readHostState(folder, name)
      return last?.outcome === 'boot' ? [[name, new Date(last.at)] as const] : []
    }),
  )
}

/** What each host would boot by its profile, even if it boots its disk now. */
export function bootsOf(store: HostStore | null): Boots[] {
  if (store === null) return []
  return store.hosts.flatMap((host) => {
    const profiles = new Set([host.boot, 'profile'])
    return [...profiles].map((boot) => ({
      host: host.name,
      kernel: effective(store, { ...host, boot }, 'kernel')?.value ?? null,
    }))
  })
}
