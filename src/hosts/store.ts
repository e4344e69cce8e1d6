/** The store of hosts: networks, profiles and hosts of one ini file, and the values in effect for a host. */

import type { Section, SectionValue } from './ini-section.ts'
import type { Range } from './ranges.ts'
import type { StoreKind } from './store-keys.ts'

/** A host as the file has it; values that it lacks come from its profile and its network. */
export interface Host {
  name: string
  /** In the form of parseMac; null: unknown. */
  mac: string | null
  ip: string | null
  /** The network that it names, else the only one, else the one that has its address. */
  network: string | null
  /** Its own profile, which is not always the one that it boots. */
  profile: string | null
  /** What it boots next: `profile` (its own), `local`, or the name of another profile. */
  boot: string
  /** The file that says that the one-time boot is completed, if `boot` is `local` because of that. */
  bootedBy?: string
  section: Section
}

/** A network as the file has it. */
export interface Network {
  name: string
  subnet: Range & { prefixLength: number }
  /** New hosts get addresses from these ranges. */
  static: readonly Range[]
  /** Ranges that the DHCP server assigns itself. */
  dynamic: readonly Range[]
  section: Section
}

/** A value in effect for a host, the kind of section that it comes from, and its `FILE:LINE`. */
export interface Effective {
  value: string
  from: StoreKind
  place: string
}

/** The client that has an address by its section [host "MAC"], and the `FILE:LINE` of that. */
export interface Reservation {
  mac: string
  place: string
}

/** The whole store. */
export interface HostStore {
  path: string
  /** In the file's order. */
  hosts: readonly Host[]
  byName: ReadonlyMap<string, Host>
  byMac: ReadonlyMap<string, Host>
  byAddress: ReadonlyMap<string, Host>
  networks: ReadonlyMap<string, Network>
  profiles: ReadonlyMap<string, Section>
  /** Sections [output "NAME"] by name. */
  outputs: ReadonlyMap<string, Section>
  /** Addresses that sections [host "MAC"] of the embedded server reserve. */
  reserved: ReadonlyMap<string, Reservation>
  /** Sections of the embedded server: [dhcp], [host "MAC"], [host "MAC" server "ADDRESS"], [tftp "NAME"]. */
  server: readonly Section[]
}

/** Properties of the machine, whatever it boots. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['cpus', 'memory', 'type', 'bridge'])

/** Keys whose values hosts get by DHCP alone, and their options: with `option-N = none` a host does not have the value. */
const OPTION_OF: Partial<Record<string, string>> = { gateway: 'option-3', dns: 'option-6' }

/** The profile that the host boots next; null: none, or its disk. */
export function bootProfile({ boot, profile }: Host): string | null {
  if (boot === 'local') return null
  return boot === 'profile' ? profile : boot
}

/**
 * The host's own value, else its profile's, else its network's; null: none of them has one, or `droppedBy` an option. The
 * profile is the one that the host boots next (its own if it boots locally), except for properties of the machine.
 */
export function effective(store: HostStore, host: Host, key: string): Effective | null {
  const found = find(store, host, key)
  return found === null || droppedBy(store, host, key) !== null ? null : toEffective(found)
}

/** The text of the value in effect. */
export function effectiveText(store: HostStore, host: Host, key: string): string | null {
  const found = find(store, host, key)
  return found === null || droppedBy(store, host, key) !== null ? null : found.value.text
}

/** The `option-N = none` by which the host does not have its network's value of a key; null: there is none. */
export function droppedBy(store: HostStore, host: Host, key: string): Effective | null {
  const option = OPTION_OF[key]
  const found = option === undefined ? null : find(store, host, option)
  return found?.value.text === 'none' ? toEffective(found) : null
}

function toEffective({ value, from }: Found): Effective {
  return { value: value.text, from, place: value.place ?? '' }
}

interface Found {
  value: SectionValue
  from: StoreKind
}

function find({ networks, profiles }: HostStore, host: Host, key: string): Found | null {
  const isMachines = OF_THE_MACHINE.has(key) || host.boot === 'local'
  const profile = isMachines ? host.profile : bootProfile(host)
  return (
    findIn(host.section, key, 'host') ??
    findIn(profile === null ? undefined : profiles.get(profile), key, 'profile') ??
    findIn(host.network === null ? undefined : networks.get(host.network)?.section, key, 'network')
  )
}

function findIn(section: Section | undefined, key: string, from: StoreKind): Found | null {
  const value = section?.values.get(key)
  return value === undefined ? null : { value, from }
}

/** A key's value in a section; null if it is missing. */
export function textOf(section: Section, key: string): string | null {
  return section.values.get(key)?.text ?? null
}
