/** Looks up names of hosts that a caller gave. */

import { BootError } from '../boot-error.ts'
import { nearest } from '../nearest.ts'
import type { Host, HostStore } from './store.ts'

/** The host named `name`, or that in lower case. Throws E_HOSTS_NOT_FOUND with a similar name as the hint. */
export function findHost({ byName, path }: HostStore, name: string): Host {
  const host = byName.get(name) ?? byName.get(name.toLowerCase())
  if (host !== undefined) return host
  const guess = nearest(name, byName.keys())
  throw new BootError('E_HOSTS_NOT_FOUND', {
    what: `there is no host ${name} in ${path}`,
    hint: guess === null ? 'tspxeboot hosts list shows them' : `did you mean ${guess}?`,
  })
}

/**
 * Throws E_HOSTS_CONFLICT if one of `hosts` has one of the names, or two names are the same. The store's rules would find
 * this too, but point to lines that were never written.
 */
export function refuseTaken(hosts: readonly Host[], names: readonly string[]): void {
  const taken = new Map(hosts.map(({ name, section }) => [name.toLowerCase(), section.place ?? '']))
  const seen = new Set<string>()
  for (const name of names) {
    const key = name.toLowerCase()
    const place = taken.get(key)
    if (place !== undefined)
      throw new BootError('E_HOSTS_CONFLICT', {
        what: `there is a host ${name} already (${place})`,
        hint: `tspxeboot hosts set ${name} KEY=VALUE changes it`,
      })
    if (seen.has(key)) throw new BootError('E_HOSTS_CONFLICT', { what: `the name ${name} is given twice` })
    seen.add(key)
  }
}
