/** The store of hosts as it is now: read again when its file changes, or what hosts boot once is spent. */

import { unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { type HostStore, readStore, stateFolder, withStates } from '../hosts/index.ts'

export interface WatchedStore {
  /** The folder of its state (stateFolder). */
  folder: string
  /** As the files have it at this moment. Throws as readStore does. */
  read(): HostStore
  close(): void
}

/** How often the files are looked at. Milliseconds. */
const INTERVAL = 500

/** `onChange` is called after each change of the files. */
export function watchStore(path: string, stateDir: string, onChange: () => void): WatchedStore {
  const folder = stateFolder(stateDir, path)
  // Editors and `hosts` put a new file in place of the old: a watch on the inode would stay with that.
  const watched = [path, join(folder, 'hosts')]
  for (const file of watched) watchFile(file, { interval: INTERVAL }, onChange)
  return {
    folder,
    read: () => withStates(readStore(path), folder),
    close() {
      for (const file of watched) unwatchFile(file, onChange)
    },
  }
}
