/** The server's current settings, from the files that it was started with and from the store of hosts. */

import { BootError } from '../boot-error.ts'
import type { HostStore, Section } from '../hosts/index.ts'
import type { ServerEvent } from './events.ts'
import type { LinkAddress } from './link-address.ts'
import { readSettings, type Settings } from './settings.ts'
import { watchStore } from './watch-store.ts'

/** Where the settings come from. */
export interface Sources {
  /** The sections of the ini files, which are read once. */
  sections: readonly Section[]
  /** The command line's overrides for [dhcp]. */
  dhcp: ReadonlyMap<string, string>
  /** The store's file, and the folder of its hosts' state; null: there is no store. */
  hosts: string | null
  stateFolder: string | null
  /** The server's address. */
  at: LinkAddress
  onEvent(event: ServerEvent): void
}

/** Settings that change when the store does. */
export interface LiveSettings {
  settings(): Settings
  /** null: there is none. */
  store(): HostStore | null
  /** The folder of the store's state (stateFolder); empty without a store. */
  folder: string
  close(): void
}

/** Throws as readSettings and readStore do. If a change breaks the store, there is an event and the old one is kept. */
export function liveSettings({ sections, dhcp, hosts, stateFolder, at, onEvent }: Sources): LiveSettings {
  if (hosts === null || stateFolder === null) {
    const settings = readSettings(sections, dhcp, at, null)
    return { settings: () => settings, store: () => null, folder: '', close: () => {} }
  }
  const file = watchStore(hosts, stateFolder, () => {
    try {
      now = read()
    } catch (error) {
      if (!(error instanceof BootError)) throw error
      onEvent({ event: 'HostsNotRead', file: hosts, reason: error.message })
    }
  })
  const read = () => {
    const store = file.read()
    const settings = readSettings([...store.server, ...sections], dhcp, at, store)
    onEvent({ event: 'HostsRead', file: hosts, hosts: settings.dhcp[0]?.hosts.size ?? 0 })
    return { store, settings }
  }
  let now: ReturnType<typeof read>
  try {
    now = read()
  } catch (error) {
    file.close()
    throw error
  }
  return { settings: () => now.settings, store: () => now.store, folder: file.folder, close: file.close }
}
