/** Names a host by its address. */

import { reverse } from 'node:dns/promises'
import { BootError } from '../boot-error.ts'
import { type HostStore, type Network, textOf } from './store.ts'

/** How long DNS may take, ms. */
const PATIENCE_MS = 3000

/**
 * Returns a function that names a host by its address: by the name that DNS has for it, without the network's domain,
 * unless another host has that name; else by `pattern` with the lowest number for `%d` that makes a free name. Throws
 * E_USAGE for a pattern without `%d`.
 */
export function nameForAddress(
  pattern: string,
): (store: HostStore, address: string | null) => Promise<string> {
  if (!pattern.includes('%d'))
    throw new BootError('E_USAGE', { what: `--name-pattern=${pattern} has no %d`, hint: 'such as host-%d' })
  return async (store, address) => {
    const known = address === null ? null : await dnsName(address)
    const name = known === null ? null : withoutDomain(known, store.networks.values())
    if (name !== null && /^[A-Za-z0-9][\w.-]*$/.test(name) && !store.byName.has(name)) return name
    for (let number = 1; ; number += 1) {
      const candidate = pattern.replace('%d', String(number))
      if (!store.byName.has(candidate)) return candidate
    }
  }
}

/** null: DNS has none, or does not answer. */
async function dnsName(address: string): Promise<string | null> {
  const timeout = new Promise<null>((resolve) => {
    setTimeout(resolve, PATIENCE_MS, null).unref()
  })
  const names = await Promise.race([reverse(address).catch(() => null), timeout])
  return names?.[0]?.toLowerCase() ?? null
}

function withoutDomain(name: string, networks: Iterable<Network>): string {
  for (const { section } of networks) {
    const domain = textOf(section, 'domain')
    if (domain !== null && name.endsWith(`.${domain.toLowerCase()}`)) return name.slice(0, -domain.length - 1)
  }
  return name
}
