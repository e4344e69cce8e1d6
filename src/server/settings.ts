/** Turns the command line and ini files into the server's settings. docs/serve.md describes the keys. */

import { ipv4ToNumber, isIpv4, netmaskOf, parseMac } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { HostStore, Range, Section, SectionValue } from '../hosts/index.ts'
import { treePath } from '../tftp-fetch/index.ts'
import { checkReservations, outside } from './check-addresses.ts'
import { type DhcpServer, type HostSettings, PLAIN_HOST } from './dhcp/index.ts'
import { HOST_KEYS, setKeys, TFTP_KEYS } from './keys.ts'
import { knownHosts } from './known-hosts.ts'
import { isHostOf, type LinkAddress } from './link-address.ts'
import type { TftpScript } from './tftp/index.ts'

/** The settings. */
export interface Settings {
  /** The interface's own server first, then additional ones of a fixture. */
  dhcp: readonly DhcpServer[]
  scriptOf(name: string): TftpScript
  /** The sections that name boot files. */
  named: readonly Section[]
}

/** The answers to files without a section [tftp]. */
export const NO_SCRIPT: TftpScript = { refuse: null, delay: 0, stopAfter: null, claimedSize: null }
/** Most addresses of the default range, which is the upper half of the network. */
const MAX_RANGE = 4096

/**
 * The settings of the server at `at`. `overrides` are keys of `[dhcp]` from the command line. With a store of hosts,
 * whose sections for the server are among `sections`, other clients are served only if there are addresses for them.
 * Throws E_USAGE naming section and key, and as knownHosts does.
 */
export function readSettings(
  sections: readonly Section[],
  overrides: ReadonlyMap<string, string>,
  at: LinkAddress,
  store: HostStore | null,
): Settings {
  const said = generalSection(sections, overrides)
  const general = new Map(said.values)
  const range = general.get('range')?.text
  general.delete('range')
  const base = setKeys(PLAIN_HOST, HOST_KEYS, { title: 'dhcp', place: null, values: general })
  const known = store && knownHosts(store, at, base)
  const ranges = range === undefined && known ? known.dynamic : rangesOf(range, at)
  const others = known ? known.strangers : base
  const hosts = new Map<string, Map<string, HostSettings>>([[at.address, new Map(known?.hosts)]])
  const scripts = new Map<string, TftpScript>()
  for (const section of sections) {
    if (section.title === 'dhcp' || (section.title === '' && section.values.size === 0)) continue
    const [, mac, server = at.address] = /^host "([^"]*)"(?: server "([^"]*)")?$/.exec(section.title) ?? []
    const name = /^tftp "([^"]*)"$/.exec(section.title)?.[1]
    if (name !== undefined) scripts.set(treePath(name) ?? name, setKeys(NO_SCRIPT, TFTP_KEYS, section))
    else if (mac !== undefined) addHost(hosts, server, mac, base, section)
    else throw unknownSection(section)
  }
  checkReservations(
    sections.filter(({ title }) => /^host "[^"]*"$/.test(title)),
    at,
    store,
  )
  const dhcp = [...hosts].map(([identifier, byMac]): DhcpServer => {
    const isOurs = identifier === at.address
    return {
      identifier,
      prefixLength: at.prefixLength,
      ranges: isOurs ? ranges : [],
      others: isOurs && (known === null || ranges.length > 0) ? others : null,
      hosts: byMac,
    }
  })
  return {
    dhcp,
    scriptOf: (name) => scripts.get(treePath(name) ?? name) ?? NO_SCRIPT,
    named: [said, ...sections.filter(({ title }) => title.startsWith('host '))],
  }
}

/** [dhcp] of the files with the command line's overrides. */
export function generalSection(
  sections: readonly Section[],
  overrides: ReadonlyMap<string, string>,
): Section {
  const values = new Map<string, SectionValue>([
    ...sections.filter(({ title }) => title === 'dhcp').flatMap(({ values }) => [...values]),
    ...Array.from(overrides, ([key, text]) => [key, { text, texts: [text], place: null }] as const),
  ])
  return { title: 'dhcp', place: null, values }
}

function addHost(
  hosts: Map<string, Map<string, HostSettings>>,
  server: string,
  text: string,
  base: HostSettings,
  section: Section,
): void {
  const mac = parseMac(text)
  if (mac === null || !isIpv4(server)) throw unknownSection(section)
  const byMac = hosts.get(server) ?? new Map<string, HostSettings>()
  hosts.set(server, byMac.set(mac, setKeys(byMac.get(mac) ?? base, HOST_KEYS, section)))
}

function unknownSection({ title, place }: Section): BootError {
  return new BootError('E_USAGE', {
    what: `${place}: ${title === '' ? 'a key stands before the first section' : `unknown section [${title}]`}`,
    hint: 'sections are [dhcp], [host "MAC"], [host "MAC" server "ADDRESS"] and [tftp "NAME"]',
  })
}

/** `FIRST-LAST`, or `none`; if undefined, the upper half of the server's network. */
function rangesOf(text: string | undefined, at: LinkAddress): Range[] {
  if (text === 'none') return []
  if (text === undefined) {
    const mask = ipv4ToNumber(netmaskOf(at.prefixLength))
    const broadcast = (ipv4ToNumber(at.address) | ~mask) >>> 0
    const half = Math.min(2 ** (31 - at.prefixLength), MAX_RANGE)
    return [{ first: broadcast - half + 1, last: broadcast - 1 }]
  }
  const [first = '', last = '', ...rest] = text.split(/\s*-\s*/)
  const isValid =
    isIpv4(first) && isIpv4(last) && rest.length === 0 && ipv4ToNumber(first) <= ipv4ToNumber(last)
  if (isValid && !(isHostOf(first, at) && isHostOf(last, at))) throw outside(`range = ${text}`, at)
  const range = { first: ipv4ToNumber(first), last: ipv4ToNumber(last) }
  if (isValid && range.last - range.first < 65536) return [range]
  throw new BootError('E_USAGE', {
    what: `range = ${text}: not a range of addresses`,
    hint: 'write FIRST-LAST, such as 192.0.2.100-192.0.2.199 (at most 65536), or none',
  })
}
