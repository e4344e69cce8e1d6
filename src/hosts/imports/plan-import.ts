/** Plans which parts of a file are added to a store. Writes nothing. */

import { ipv4ToNumber } from '../../addresses.ts'
import { addSections } from '../edit-ini.ts'
import type { IniFile } from '../ini-file.ts'
import { isIn } from '../ranges.ts'
import { type HostStore, type Network, textOf } from '../store.ts'
import { ruleOf } from '../store-keys.ts'
import { storeOf } from '../store-rules.ts'
import { checkHosts, type ImportedHost } from './check-hosts.ts'
import { newNetworks, sectionOf } from './foreign-networks.ts'
import { type Finding, type Foreign, type ForeignSection, notCarriedOver } from './imported.ts'
import { withShortNames } from './short-names.ts'

/** What would be added. */
export interface ImportPlan {
  networks: ForeignSection[]
  profiles: ForeignSection[]
  hosts: ImportedHost[]
  /** Names of hosts that the store already has with the same MAC and address. */
  unchanged: string[]
  /** In the order of files and lines. */
  findings: Finding[]
  /** The store's file with everything added. */
  ini: IniFile
}

/** `ini` must not break any rule of the store; the result does not either. */
export function planImport(foreign: Foreign, ini: IniFile): ImportPlan {
  const { store } = storeOf(ini)
  const checked = checkHosts(foreign.hosts)
  const findings = [...foreign.findings, ...checked.findings]
  const addresses = foreign.areLeases ? [] : checked.hosts.flatMap(({ ip }) => ip ?? [])
  const networks = newNetworks(foreign.networks, store, addresses, findings)
  const profiles = foreign.profiles.filter(({ name }) => !store.profiles.has(name))
  const outer = addSections(ini, [
    ...networks.map((one) => sectionOf('network', one)),
    ...profiles.map((one) => sectionOf('profile', one)),
  ])
  const around = storeOf(outer).store
  const short = withShortNames(checked.hosts, (host) => domainOf(host, around))
  const known = withKnownKeys(short.hosts, findings)
  const wanted = foreign.areLeases ? known.map((host) => withoutLoan(host, around, findings)) : known
  const { fresh, unchanged } = split(wanted, store, findings)
  const { hosts, result } = fitting(fresh, outer, findings)
  findings.push(...short.findings)
  findings.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
  return { networks, profiles, hosts, unchanged, findings, ini: result }
}

function domainOf({ ip }: ImportedHost, { networks }: HostStore): string | null {
  const network = networks.size === 1 || ip === null ? onlyOf(networks) : networkAt(ip, networks)
  return network === null ? null : textOf(network.section, 'domain')
}

function onlyOf(networks: ReadonlyMap<string, Network>): Network | null {
  const [only, ...others] = networks.values()
  return only !== undefined && others.length === 0 ? only : null
}

function networkAt(ip: string, networks: ReadonlyMap<string, Network>): Network | null {
  return [...networks.values()].find(({ subnet }) => isIn(ipv4ToNumber(ip), [subnet])) ?? null
}

/** Drops unknown keys, since a table may have any columns. */
function withKnownKeys(hosts: readonly ImportedHost[], findings: Finding[]): ImportedHost[] {
  const unknown = new Set<string>()
  return hosts.map((host) => {
    const values = [...host.values].filter(([key]) => {
      const isKnown = ruleOf('host', key) !== null
      if (!isKnown && !unknown.has(key))
        findings.push(notCarriedOver(host, `${key} is not a key of a host; x-${key} would be one of yours`))
      if (!isKnown) unknown.add(key)
      return isKnown
    })
    return { ...host, values: new Map(values) }
  })
}

/** Drops addresses of dynamic ranges, which the DHCP server assigns itself. */
function withoutLoan(host: ImportedHost, { networks }: HostStore, findings: Finding[]): ImportedHost {
  const { name, ip, file, line } = host
  const network = ip === null ? null : networkAt(ip, networks)
  if (ip === null || network === null || !isIn(ipv4ToNumber(ip), network.dynamic)) return host
  const message = `${name}: ${ip} is in the dynamic range of ${network.name} and stays there`
  findings.push({ severity: 'warning', code: 'dynamic-address', host: name, file, line, message })
  return { ...host, ip: null }
}

function split(
  hosts: readonly ImportedHost[],
  store: HostStore,
  findings: Finding[],
): { fresh: ImportedHost[]; unchanged: string[] } {
  const byName = new Map(store.hosts.map((host) => [host.name.toLowerCase(), host]))
  const unchanged: string[] = []
  const fresh = hosts.filter((host) => {
    const { name, mac, ip, file, line } = host
    const other = byName.get(name.toLowerCase())
    if (other === undefined) return true
    if (other.mac === mac && (other.ip === ip || ip === null)) unchanged.push(other.name)
    else {
      const message = `${name} is in the store with ${other.mac ?? 'no MAC'}, ${other.ip ?? 'no address'} (${other.section.place})`
      findings.push({ severity: 'error', code: 'collision', host: name, file, line, message })
    }
    return false
  })
  return { fresh, unchanged }
}

/** The hosts that can be added without breaking a rule of the store. */
function fitting(
  hosts: readonly ImportedHost[],
  outer: IniFile,
  findings: Finding[],
): { hosts: ImportedHost[]; result: IniFile } {
  const result = addSections(outer, hosts.map(hostSection))
  const broken = new Map(storeOf(result).broken.map((rule) => [rule.host, rule]))
  const bad = hosts.filter(({ name }) => broken.has(name))
  if (bad.length === 0) return { hosts: [...hosts], result }
  for (const { name, file, line } of bad) {
    const rule = broken.get(name)
    const code = rule?.kind === 'taken' ? 'collision' : 'broken-rule'
    findings.push({ severity: 'error', code, host: name, file, line, message: rule?.what ?? '' })
  }
  return fitting(
    hosts.filter(({ name }) => !broken.has(name)),
    outer,
    findings,
  )
}

function hostSection({ name, mac, ip, values }: ImportedHost) {
  const own = Object.entries({ mac, ip }).filter((entry): entry is [string, string] => entry[1] !== null)
  return { title: `host "${name}"`, values: new Map([...own, ...values]) }
}
