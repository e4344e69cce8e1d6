/** One-time boots: a host boots a profile once, and then its disk. */

import { randomBytes } from 'node:crypto'
import { changeHostState, type HostState, readStates, stateFile } from './state.ts'
import { bootProfile, type Host, type HostStore } from './store.ts'

/**
 * Orders that the host `name` boots `profile`, which the store must have, once. `folder`: stateFolder's.
 * `until`: what completes the order. Throws as changeHostState does.
 */
export function orderOnce(
  folder: string,
  name: string,
  profile: string,
  until: 'handed-over' | 'booted',
): Promise<void> {
  const once = { profile, until, token: randomBytes(16).toString('hex'), spent: null }
  return changeHostState(folder, name, (state) => ({ ...state, once }))
}

/** Withdraws an order, so that the host boots what the store says. Throws as changeHostState does. */
export function forgetOnce(folder: string, name: string): Promise<void> {
  return changeHostState(folder, name, (state) => (state.once === null ? state : { ...state, once: null }))
}

/** The store with the hosts whose one-time boot is completed booting their disk. `folder`: stateFolder's. */
export function withStates(store: HostStore, folder: string): HostStore {
  const spent = [...readStates(folder)].filter(([, { once }]) => once !== null && once.spent !== null)
  if (spent.length === 0) return store
  const byOld = new Map<Host, Host>()
  for (const [name, { once }] of spent) {
    const host = store.byName.get(name)
    if (host !== undefined && bootProfile(host) === once?.profile)
      byOld.set(host, { ...host, boot: 'local', bootedBy: stateFile(folder, name) })
  }
  const current = (host: Host) => byOld.get(host) ?? host
  const currents = <K>(hosts: ReadonlyMap<K, Host>) =>
    new Map(Array.from(hosts, ([key, host]) => [key, current(host)] as const))
  return {
    ...store,
    hosts: store.hosts.map(current),
    byName: currents(store.byName),
    byMac: currents(store.byMac),
    byAddress: currents(store.byAddress),
  }
}

/**
 * Records how a boot of the host ended, and completes its order if there is one: when the boot was handed over, if that is
 * enough, or when the host says that it booted. Resolves with whether what the host boots next has changed.
 */
export async function noteBoot(
  folder: string,
  name: string,
  last: Omit<NonNullable<HostState['last']>, 'at'>,
): Promise<boolean> {
  let spends = false
  await changeHostState(folder, name, (state) => {
    const { once } = state
    const at = new Date().toISOString()
    spends =
      once !== null &&
      once.spent === null &&
      last.outcome === 'boot' &&
      (once.until === 'handed-over' || last.by === 'installer')
    return { once: spends && once !== null ? { ...once, spent: at } : once, last: { at, ...last } }
  })
  return spends
}
