/** Where the `hosts` commands find the store and its state. */

import { resolve } from 'node:path'
import type { Host, HostStore } from '../../../hosts/index.ts'
import { DEFAULT_STATE_DIR, DEFAULT_STORE } from '../../../paths.ts'
import { createLogger } from '../../log/logger.ts'

/** The options of every `hosts` command, as given. */
export interface HostsWords {
  hosts?: string | undefined
  'state-dir'?: string | undefined
  json?: boolean | undefined
}

/** Where a command finds the store and its state. */
export interface HostsPlace {
  /** The store's file. */
  path: string
  /** The folder of the store's state (stateFolder). */
  state: string
  /** An empty file for domains without a disk. */
  noDisk: string
  /** Reads the store, with one-time boots taken into account. Throws as readStore does. */
  read(): HostStore
}

/** Finds the store and its state from the options, else in the default places. */
export async function hostsPlace(words: HostsWords): Promise<HostsPlace> {
  const { readStore, stateFolder, withStates } = await import('../../../hosts/index.ts')
  const path = words.hosts ?? DEFAULT_STORE
  // Domains name files below it.
  const stateDir = resolve(words['state-dir'] ?? DEFAULT_STATE_DIR)
  const state = stateFolder(stateDir, path)
  return { path, state, noDisk: `${stateDir}/no-disk.img`, read: () => withStates(readStore(path), state) }
}

/** Hosts as JSON documents: each with the values in effect. */
export async function documentsOf(store: HostStore, hosts: readonly Host[]) {
  const { hostValues } = await import('../../../hosts/index.ts')
  return hosts.map((host) => hostValues(store, host))
}

/** Prints a warning as the log does. */
export function warn(message: string): void {
  createLogger({ level: 'normal', format: 'text' }).onEvent({ event: 'Warned', message })
}
