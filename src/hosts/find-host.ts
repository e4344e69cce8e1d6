/** Finds a host by the name that a caller gave. */

import { BootError } from '../boot-error.ts'
import { nearest } from '../nearest.ts'
import type { Host, HostStore } from './store.ts'

/** Throws E_HOSTS_NOT_FOUND with the name that may be meant. */
export function findHost({ byName, path }: HostStore, name: string): Host {
  const host = byName.get(name) ?? byName.get(name.toLowerCase())
  if (host !== undefined) return host
  const guess = nearest(name, byName.keys())
  throw new BootError('E_HOSTS_NOT_FOUND', {
    what: `there is no host ${name} in ${path}`,
    hint: guess === null ? 'tspxeboot hosts list shows them' : `did you mean ${guess}?`,
  })
}
