/** The values that a DHCP server is to send to a host, and groups of hosts with the same values. */

import { bootProfile, effectiveText, type Host, type HostStore } from '../store.ts'
import { DEFAULT_BOOT_FILE } from './boot-names.ts'
import type { ClientKind } from './client-kinds.ts'
import { programOf } from './host-boot.ts'
import { HOST_PROGRAMS } from './programs/index.ts'

/** The values for one host. Addresses are IPv4 texts; null, or empty: the server does not send it. */
export interface DhcpValues {
  bootFile: string
  /** Boot files for clients of these kinds in place of `bootFile`. */
  bootFiles: ReadonlyMap<ClientKind, string>
  nextServer: string | null
  gateway: string | null
  dns: readonly string[]
  domain: string | null
  leaseSeconds: string | null
  /** `option-N` of the store by number; null: `none`, which drops what the server would send. */
  options: ReadonlyMap<number, OptionValue | null>
}

/** An option's value: plain text, or what the prefixes `hex:` and `ip:` mark as bytes and addresses. */
export type OptionValue =
  | { kind: 'text'; text: string }
  | { kind: 'bytes'; bytes: Buffer }
  | { kind: 'addresses'; addresses: readonly string[] }

/** The option's data as DHCP sends it. */
export function optionBytes(value: OptionValue): Buffer {
  switch (value.kind) {
    case 'text':
      return Buffer.from(value.text)
    case 'bytes':
      return value.bytes
    case 'addresses':
      return Buffer.from(value.addresses.flatMap((address) => address.split('.').map(Number)))
  }
}

/** Hosts of a network that get the same values except for their names and addresses. */
export interface DhcpGroup {
  /** For most hosts of a network its name (`-`: none); for others followed by `/HOST`, the first of the group. */
  name: string
  network: string | null
  /** Whether most hosts of the network get these values. */
  isUsual: boolean
  values: DhcpValues
  hosts: (Host & { mac: string })[]
}

/** The groups of all hosts that have a MAC address, in the order in which the file has their first hosts. */
export function dhcpGroups(store: HostStore, hosts: readonly Host[] = store.hosts): DhcpGroup[] {
  const groups = new Map<string, DhcpGroup>()
  const byValues = new Map<DhcpValues, DhcpGroup>()
  const valuesOf = sharedValues(store)
  for (const host of hosts) {
    if (!hasMac(host)) continue
    const values = valuesOf(host)
    const group = byValues.get(values) ?? groupOf(groups, host.network, values)
    byValues.set(values, group)
    group.hosts.push(host)
  }
  const usual = new Map<string | null, DhcpGroup>()
  for (const group of groups.values()) {
    const other = usual.get(group.network)
    if (other === undefined || group.hosts.length > other.hosts.length) usual.set(group.network, group)
  }
  return Array.from(groups.values(), (group) => {
    const isUsual = usual.get(group.network) === group
    const network = group.network ?? '-'
    return { ...group, isUsual, name: isUsual ? network : `${network}/${group.hosts[0]?.name}` }
  })
}

function hasMac(host: Host): host is Host & { mac: string } {
  return host.mac !== null
}

/** The group with those values; a new one if there is none. */
function groupOf(groups: Map<string, DhcpGroup>, network: string | null, values: DhcpValues): DhcpGroup {
  const { bootFiles, options } = values
  const key = JSON.stringify([network, { ...values, bootFiles: [...bootFiles], options: [...options] }])
  const group = groups.get(key) ?? { name: '', network, isUsual: false, values, hosts: [] }
  groups.set(key, group)
  return group
}

/** dhcpValues, computed once for all hosts of a network and a profile without values of their own. */
function sharedValues(store: HostStore): (host: Host) => DhcpValues {
  const known = new Map<string, DhcpValues>()
  return (host) => {
    const { network, profile, boot, section } = host
    const isShared =
      HOST_PROGRAMS[programOf(store, host)]?.ownBootFile === undefined &&
      [...section.values.keys()].every((key) => OF_THE_HOST.has(key))
    const key = JSON.stringify([network, profile, boot])
    const values = (isShared ? known.get(key) : undefined) ?? dhcpValues(store, host)
    if (isShared) known.set(key, values)
    return values
  }
}

/** Keys of a host that do not affect its values, or are part of the key that they are shared by. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['mac', 'ip', 'network', 'profile', 'boot', 'note'])

/** The keys of the store that name a boot file for such clients. */
const BOOT_FILE_KEYS: Record<ClientKind, string> = {
  'efi-x86_64': 'boot-file-efi-x86_64',
  'efi-arm64': 'boot-file-efi-arm64',
  http: 'http-boot',
  ipxe: 'boot-file-ipxe',
}

/** The option of the domain (RFC 2132 section 3.17). */
const DOMAIN_NAME = 15

/** The host's values. */
export function dhcpValues(store: HostStore, host: Host): DhcpValues {
  const text = (key: string): string | null => effectiveText(store, host, key)
  const own = HOST_PROGRAMS[programOf(store, host)]?.ownBootFile
  const options = optionsOf(store, host)
  const named = (Object.keys(BOOT_FILE_KEYS) as ClientKind[]).map(
    (kind) => [kind, text(BOOT_FILE_KEYS[kind]) ?? (own?.client === kind ? own.name(host) : null)] as const,
  )
  return {
    bootFile: text('boot-file') ?? DEFAULT_BOOT_FILE,
    bootFiles: new Map(named.filter((row): row is [ClientKind, string] => row[1] !== null)),
    nextServer: text('next-server'),
    gateway: text('gateway'),
    dns: (text('dns') ?? '').split(/[\s,]+/).filter((word) => word !== ''),
    // In DNS the host has its domain all the same.
    domain: options.get(DOMAIN_NAME) === null ? null : text('domain'),
    leaseSeconds: text('lease-seconds'),
    options,
  }
}

function optionsOf(store: HostStore, host: Host): DhcpValues['options'] {
  const profile = bootProfile(host) ?? host.profile
  const sections = [
    host.section,
    profile === null ? undefined : store.profiles.get(profile),
    host.network === null ? undefined : store.networks.get(host.network)?.section,
  ]
  const codes = sections.flatMap((section) =>
    Array.from(section?.values.keys() ?? [], (key) => Number(/^option-(\d+)$/.exec(key)?.[1])),
  )
  const sorted = [...new Set(codes.filter((code) => !Number.isNaN(code)))].sort((a, b) => a - b)
  const options = new Map<number, OptionValue | null>()
  for (const code of sorted) {
    const text = effectiveText(store, host, `option-${code}`)
    if (text !== null) options.set(code, optionValue(text))
  }
  return options
}

function optionValue(text: string): OptionValue | null {
  if (text === 'none') return null
  const [, form, rest = ''] = /^(hex|ip):(.*)$/s.exec(text) ?? []
  if (form === undefined) return { kind: 'text', text }
  if (form === 'ip') return { kind: 'addresses', addresses: rest.split(/[\s,]+/) }
  return { kind: 'bytes', bytes: Buffer.from(rest.replace(/[: ]/g, ''), 'hex') }
}
