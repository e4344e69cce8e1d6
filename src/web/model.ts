/** What the pages show about hosts: the store, and what else is known about each. */

import { existsSync, readFileSync } from 'node:fs'
import { parseMac } from '../addresses.ts'
import { findLeases } from '../hosts/imports/index.ts'
import {
  bootProfile,
  type Host,
  type HostState,
  type HostStore,
  readHostState,
  readStore,
  stateFolder,
  withStates,
} from '../hosts/index.ts'

/** The colour of a state, by what it means. */
export type StateColour = 'good' | 'bad' | 'quiet'

/** One host. */
export interface HostRow {
  host: Host
  /** What it boots next, in words. */
  boots: string
  state: { word: string; colour: StateColour }
  last: HostState['last']
  /** Its current lease; null: no lease file on this machine has one. */
  lease: Lease | null
}

/** An address that a DHCP server has assigned. */
export interface Lease {
  address: string
  /** null: for ever. */
  until: Date | null
}

/** The store and all hosts. */
export interface Model {
  store: HostStore
  rows: readonly HostRow[]
}

/** Of this machine (proc_net_arp(5)). */
const ARP_TABLE = '/proc/net/arp'

/** Reads everything again, as for each page. Throws as readStore does. */
export function readModel(path: string, stateDir: string, arpTable: string = ARP_TABLE): Model {
  const folder = stateFolder(stateDir, path)
  const store = withStates(readStore(path), folder)
  const neighbours = readNeighbours(arpTable)
  const leases = readLeases(stateDir)
  const rows = store.hosts.map((host) => {
    const { last, once } = readHostState(folder, host.name)
    const isOnce = once !== null && once.spent === null && once.profile === bootProfile(host)
    const lease = host.mac === null ? null : (leases.get(host.mac) ?? null)
    return {
      host,
      boots: bootsOf(host, isOnce),
      state: stateOf(host, { last, lease }, neighbours),
      last,
      lease,
    }
  })
  return { store, rows }
}

function bootsOf(host: Host, isOnce: boolean): string {
  const profile = bootProfile(host)
  if (profile === null) return host.boot === 'local' ? 'its disk' : 'nothing'
  return isOnce ? `${profile}, once` : profile
}

/** Tells the state by the host's answer to ARP, else by the end of its last boot, else by its lease. */
function stateOf(
  { ip, mac }: Host,
  { last, lease }: Pick<HostRow, 'last' | 'lease'>,
  neighbours: ReadonlyMap<string, string>,
): HostRow['state'] {
  const answers = ip === null ? undefined : neighbours.get(ip)
  if (answers !== undefined && answers === mac) return { word: 'up', colour: 'good' }
  if (answers !== undefined && mac !== null) return { word: `address used by ${answers}`, colour: 'bad' }
  if (last === null && lease !== null) return { word: 'has a lease', colour: 'good' }
  if (last === null) return { word: 'never booted', colour: 'quiet' }
  if (last.outcome === 'error') return { word: 'boot failed', colour: 'bad' }
  return { word: last.outcome === 'local' ? 'booted its disk' : 'booted', colour: 'good' }
}

/** The addresses of an ARP table and the MACs that answered (proc_net_arp: flag 2, complete). */
function readNeighbours(file: string): Map<string, string> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1) : []
  return new Map(
    lines.flatMap((line) => {
      const [address = '', , flags = '', text = ''] = line.split(/\s+/)
      const mac = parseMac(text)
      return mac !== null && (Number.parseInt(flags, 16) & 2) !== 0 ? [[address, mac] as const] : []
    }),
  )
}

/** The current leases by MAC; of several the one that ends last. */
function readLeases(stateDir: string): Map<string, Lease> {
  const current = findLeases(stateDir, null).filter(({ until }) => until > Date.now())
  const earliestFirst = current.toSorted((a, b) => (a.until < b.until ? -1 : 1))
  return new Map(
    earliestFirst.map(({ mac, ip, until }) => [
      mac,
      { address: ip, until: Number.isFinite(until) ? new Date(until) : null },
    ]),
  )
}
