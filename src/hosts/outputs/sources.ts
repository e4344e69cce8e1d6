/** Templates, answer files and the state of hosts, from this machine's disk. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import { readHostState } from '../state.ts'
import { effective, type HostStore } from '../store.ts'
import type { Sources } from './boot-server.ts'

/** Each file is read once. `folder`: the store's state folder. */
export function storeSources(store: HostStore, folder: string): Sources {
  const texts = new Map<string, string>()
  return {
    readText(path, { place }) {
      const known = texts.get(path)
      if (known !== undefined) return known
      const text = read(path, place)
      texts.set(path, text)
      return text
    },
    bootedUrl(host) {
      const { once } = readHostState(folder, host.name)
      const server = effective(store, host, 'next-server')?.value
      return once === null || once.spent !== null || server === undefined
        ? null
        : `http://${server}/booted/${once.token}`
    },
  }
}

function read(path: string, place: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new BootError('E_HOSTS_INVALID', {
      what: `${place}: cannot read ${path}: ${(cause as NodeJS.ErrnoException).code}`,
      hint: "names of templates and answer files are relative to the store's folder",
      cause,
    })
  }
}
