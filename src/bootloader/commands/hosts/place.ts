/** What the `hosts` commands work on. */

import type { Host, HostStore } from '../../../hosts/index.ts'
import { DEFAULT_STATE_DIR, DEFAULT_STORE } from '../../../paths.ts'
import { createLogger } from '../../log/logger.ts'

/** The options that every `hosts` command has, as they were given. */
export interface HostsWords {
  hosts?: string | undefined
  'state-dir'?: string | undefined
  json?: boolean | undefined
}

export interface HostsPlace {
  /** The store's file. */
  path: string
  /** The folder of the store's state (stateFolder). */
  state: string
  /** An empty file for domains without a disk. */
  noDisk: string
  /** The store with what its hosts boot now. Throws as readStore does. */
  read(): HostStore
}

/** Where the store and its state are. */
export async function hostsPlace(words: HostsWords): Promise<HostsPlace> {
  const { readStore, stateFolder, withStates } = await import('../../../hosts/index.ts')
  const path = words.hosts ?? DEFAULT_STORE
  const stateDir = words['state-dir'] ?? DEFAULT_STATE_DIR
  const state = stateFolder(stateDir, path)
  return { path, state, noDisk: `${stateDir}/no-disk.img`, read: () => withStates(readStore(path), state) }
}

/** Hosts as documents: each with the values that count for it. */
export async function documentsOf(store: HostStore, hosts: readonly Host[]) {
  const { hostValues } = await import('../../../hosts/index.ts')
  return hosts.map((host) => hostValues(store, host))
}

/** Told as the log tells warnings. */
export function warn(message: string): void {
  createLogger({ level: 'normal', format: 'text' }).onEvent({ event: 'Warned', message })
}
