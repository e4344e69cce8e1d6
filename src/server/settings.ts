/** What the command line and ini files tell the server, as its settings. docs/serve.md describes the keys. */

import { ipv4FromNumber, ipv4ToNumber, isIpv4, netmaskOf, parseMac } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import type { Section, SectionValue } from '../hosts/index.ts'
import { treePath } from '../tftp-fetch/index.ts'
import { checkReservations, outside } from './check-addresses.ts'
import { type DhcpServer, type HostSettings, PLAIN_HOST } from './dhcp/index.ts'
import { HOST_KEYS, setKeys, TFTP_KEYS } from './keys.ts'
import { isHostOf, type LinkAddress } from './link-address.ts'
import type { TftpScript } from './tftp/index.ts'

export interface Settings {
  /** The server of the interface first, then those that a fixture plays beside it. */
  dhcp: readonly DhcpServer[]
  scriptOf(name: string): TftpScript
}

const NO_SCRIPT: TftpScript = { refuse: null, delay: 0, stopAfter: null, claimedSize: null }
/** Clients get the upper half of the network, but no more addresses than this. */
const MAX_RANGE = 4096

/**
 * The settings of a server that stands at `at`. `overrides` are keys of `[dhcp]` from the command line. Throws E_USAGE
 * naming section and key.
 */
export function readSettings(
  sections: readonly Section[],
  overrides: ReadonlyMap<string, string>,
  at: LinkAddress,
): Settings {
  const general = new Map(generalSection(sections, overrides).values)
  const range = rangeOf(general.get('range')?.texts.join(','), at)
  general.delete('range')
  const others = setKeys(PLAIN_HOST, HOST_KEYS, { title: 'dhcp', place: null, values: general })
  const hosts = new Map<string, Map<string, HostSettings>>([[at.address, new Map()]])
  const scripts = new Map<string, TftpScript>()
  for (const section of sections) {
    if (section.title === 'dhcp' || (section.title === '' && section.values.size === 0)) continue
    const [, mac, server = at.address] = /^host "([^"]*)"(?: server "([^"]*)")?$/.exec(section.title) ?? []
    const name = /^tftp "([^"]*)"$/.exec(section.title)?.[1]
    if (name !== undefined) scripts.set(treePath(name) ?? name, setKeys(NO_SCRIPT, TFTP_KEYS, section))
    else if (mac !== undefined) addHost(hosts, server, mac, setKeys(others, HOST_KEYS, section), section)
    else throw unknownSection(section)
  }
  checkReservations(
    sections.filter(({ title }) => /^host "[^"]*"$/.test(title)),
    at,
  )
  const dhcp = [...hosts].map(([identifier, byMac]): DhcpServer => {
    const isOurs = identifier === at.address
    return {
      identifier,
      prefixLength: at.prefixLength,
      range: isOurs ? range : null,
      others: isOurs ? others : null,
      hosts: byMac,
    }
  })
  return { dhcp, scriptOf: (name) => scripts.get(treePath(name) ?? name) ?? NO_SCRIPT }
}

/** [dhcp] of the files with what the command line overrides. */
export function generalSection(
  sections: readonly Section[],
  overrides: ReadonlyMap<string, string>,
): Section {
  const values = new Map<string, SectionValue>([
    ...sections.filter(({ title }) => title === 'dhcp').flatMap(({ values }) => [...values]),
    ...Array.from(overrides, ([key, text]) => [key, { texts: [text], place: null }] as const),
  ])
  return { title: 'dhcp', place: null, values }
}

function addHost(
  hosts: Map<string, Map<string, HostSettings>>,
  server: string,
  text: string,
  host: HostSettings,
  section: Section,
): void {
  const mac = parseMac(text)
  if (mac === null || !isIpv4(server)) throw unknownSection(section)
  const byMac = hosts.get(server) ?? new Map<string, HostSettings>()
  hosts.set(server, byMac.set(mac, host))
}

function unknownSection({ title, place }: Section): BootError {
  return new BootError('E_USAGE', {
    what: `${place}: ${title === '' ? 'a key stands before the first section' : `unknown section [${title}]`}`,
    hint: 'sections are [dhcp], [host "MAC"], [host "MAC" server "ADDRESS"] and [tftp "NAME"]',
  })
}

/** `A-B`, or `none`; without a word the upper half of the server's network. */
function rangeOf(text: string | undefined, at: LinkAddress): DhcpServer['range'] {
  if (text === 'none') return null
  if (text === undefined) {
    const mask = ipv4ToNumber(netmaskOf(at.prefixLength))
    const broadcast = (ipv4ToNumber(at.address) | ~mask) >>> 0
    const half = Math.min(2 ** (31 - at.prefixLength), MAX_RANGE)
    return { first: ipv4FromNumber(broadcast - half + 1), last: ipv4FromNumber(broadcast - 1) }
  }
  const [first = '', last = '', ...rest] = text.split(/\s*-\s*/)
  const isValid =
    isIpv4(first) && isIpv4(last) && rest.length === 0 && ipv4ToNumber(first) <= ipv4ToNumber(last)
  if (isValid && !(isHostOf(first, at) && isHostOf(last, at))) throw outside(`range = ${text}`, at)
  if (isValid && ipv4ToNumber(last) - ipv4ToNumber(first) < 65536) return { first, last }
  throw new BootError('E_USAGE', {
    what: `range = ${text}: not a range of addresses`,
    hint: 'write FIRST-LAST, such as 192.0.2.100-192.0.2.199 (at most 65536), or none',
  })
}
