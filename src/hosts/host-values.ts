/** A host as a document: each value in effect, and where it comes from. */

import { bootProfile, droppedBy, effective, effectiveText, type Host, type HostStore } from './store.ts'
import { keysOf } from './store-keys.ts'
import { lineOf } from './store-rules.ts'

/** A host's values by key; null: none. */
export type HostValues = Record<string, string | number | null>

/** Where a value comes from. */
export interface Origin {
  /** `state`: a one-time boot is completed, so the host boots its disk. */
  from: 'host' | 'profile' | 'network' | 'state'
  file: string
  line: number
}

const NUMBERS: ReadonlySet<string> = new Set(['cpus', 'memory', 'lease-seconds'])

const OF_NETWORKS = ['gateway', 'dns', 'domain', 'next-server', 'lease-seconds']
const NOTHING: HostValues = Object.fromEntries([...keysOf('host'), ...OF_NETWORKS].map((key) => [key, null]))

/** The host's `name`, every key that it or its network can have, and the `x-` and `option-` keys that it does have. */
export function hostValues(store: HostStore, host: Host): HostValues {
  const { name, mac, ip, network, profile, boot } = host
  const values: HostValues = { name, ...NOTHING, mac, ip, network, profile, boot }
  for (const key of keysSaid(store, host)) {
    if (values[key] !== null && !isOther(key)) continue
    const value = effectiveText(store, host, key)
    values[key] = NUMBERS.has(key) && value !== null ? Number(value) : value
  }
  return values
}

/** Where each value comes from, by key, for values that are in a file; of a value that an option drops, that option. */
export function hostOrigins(store: HostStore, host: Host): Record<string, Origin> {
  const origins: Record<string, Origin> = {}
  for (const key of keysSaid(store, host)) {
    if (!(key in NOTHING || isOther(key))) continue
    const found = effective(store, host, key) ?? droppedBy(store, host, key)
    if (found === null) continue
    origins[key] = { from: found.from, file: store.path, line: lineOf(found.place) }
  }
  if (host.bootedBy !== undefined) origins.boot = { from: 'state', file: host.bootedBy, line: 1 }
  return origins
}

/** The keys of the sections that a host's values may come from. */
function* keysSaid({ networks, profiles }: HostStore, host: Host): Generator<string> {
  const { section, network, profile } = host
  yield* section.values.keys()
  const next = bootProfile(host)
  for (const name of new Set([profile, next])) yield* profiles.get(name ?? '')?.values.keys() ?? []
  yield* networks.get(network ?? '')?.section.values.keys() ?? []
}

function isOther(key: string): boolean {
  return key.startsWith('x-') || key.startsWith('option-')
}
