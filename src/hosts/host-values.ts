/** A host as a document: each value that counts for it, and where that comes from. */

import { effective, effectiveText, type Host, type HostStore } from './store.ts'
import { keysOf } from './store-keys.ts'
import { lineOf } from './store-rules.ts'

/** By key; null: none. */
export type HostValues = Record<string, string | number | null>

/** Where a value stands. */
export interface Origin {
  from: 'host' | 'profile' | 'network'
  file: string
  line: number
}

const NUMBERS: ReadonlySet<string> = new Set(['cpus', 'memory', 'lease-seconds'])

/** `name`, every key that a host or its network can have for it, and those of `x-` and `option-` that it has. */
export function hostValues(store: HostStore, host: Host): HostValues {
  const { name, mac, ip, network, profile, boot } = host
  const values: HostValues = { name, mac, ip, network, profile, boot }
  for (const key of allKeys(store, host)) {
    if (key in values) continue
    const value = effectiveText(store, host, key)
    values[key] = NUMBERS.has(key) && value !== null ? Number(value) : value
  }
  return values
}

/** By key, for the values that stand somewhere. */
export function hostOrigins(store: HostStore, host: Host): Record<string, Origin> {
  const origins: Record<string, Origin> = {}
  for (const key of allKeys(store, host)) {
    const found = OWN.has(key) ? ownValue(host, key) : effective(store, host, key)
    if (found === null) continue
    origins[key] = { from: found.from, file: store.path, line: lineOf(found.place) }
  }
  return origins
}

/** A network's address is not its hosts'. */
const OWN: ReadonlySet<string> = new Set(['mac', 'ip', 'network', 'profile', 'boot'])

function ownValue({ section }: Host, key: string): { from: 'host'; place: string } | null {
  const value = section.values.get(key)
  return value === undefined ? null : { from: 'host', place: value.place ?? '' }
}

const OF_NETWORKS = ['gateway', 'dns', 'domain', 'next-server', 'lease-seconds']
const KNOWN = [...keysOf('host'), ...OF_NETWORKS]

function allKeys({ networks, profiles }: HostStore, { section, network, profile }: Host): readonly string[] {
  const sections = [
    section,
    profile === null ? undefined : profiles.get(profile),
    network === null ? undefined : networks.get(network)?.section,
  ]
  const own = new Set<string>()
  for (const found of sections)
    for (const key of found?.values.keys() ?? []) if (/^(x|option)-/.test(key)) own.add(key)
  return own.size === 0 ? KNOWN : [...KNOWN, ...own]
}
