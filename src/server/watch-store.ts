/** The current store of hosts: read again when its file changes, or a one-time boot is completed. */

import { unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { type HostStore, readStore, stateFolder, withStates } from '../hosts/index.ts'

/** A store that is watched. */
export interface WatchedStore {
  /** The folder of its state (stateFolder). */
  folder: string
  /** Reads the files now. Throws as readStore does. */
  read(): HostStore
  close(): void
}

/** Milliseconds between two looks at the files. */
const INTERVAL = 500

/** `onChange` is called after each change of the files. */
export function watchStore(path: string, stateDir: string, onChange: () => void): WatchedStore {
  const folder = stateFolder(stateDir, path)
  // Editors and `hosts` replace the file, so a watch on its inode would stay with the old one.
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
