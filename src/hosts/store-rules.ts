/** Builds the store from its file and checks its rules. */

import { ipv4ToNumber, parseMac } from '../addresses.ts'
import { nearest } from '../nearest.ts'
import type { IniFile } from './ini-file.ts'
import type { IniKey, IniSection, Section } from './ini-section.ts'
import { sectionsOf } from './ini-sections.ts'
import { isIn, overlap, parseRanges, parseSubnet, type Range } from './ranges.ts'
import { type Host, type HostStore, type Network, type Reservation, textOf } from './store.ts'
import { keysOf, OUTPUT_NAMES, outputKeys, ruleOf, type StoreKind, type ValueRule } from './store-keys.ts'

/** A rule that the file breaks. */
export interface BrokenRule {
  /** `taken`: two have the same name, MAC or address; `missing`: a network or profile does not exist. */
  kind: 'bad' | 'taken' | 'missing'
  /** The host that breaks it; null: another section does. */
  host: string | null
  /** `FILE:LINE`. */
  place: string
  what: string
  hint: string | null
}

const TITLE = /^(network|profile|host|output) "([^"]+)"$/
const OF_THE_SERVER = /^(dhcp|host "[^"]*" server "[^"]*"|tftp "[^"]*")$/
/** Names are used as file names and in DHCP and DNS (RFC 1035: at most 63 characters between dots). */
const NAME = /^(?=.{1,200}$)[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63})*$/

/** The store, as far as the file can be understood, and every broken rule, in the file's order. */
export function storeOf(ini: IniFile): { store: HostStore; broken: BrokenRule[] } {
  const broken: BrokenRule[] = []
  const report: Report = (kind, host, place, what, hint) =>
    broken.push({ kind, host, place: place ?? '', what, hint: hint ?? null })
  checkTitles(ini, report)
  const networks = new Map<string, Network>()
  const profiles = new Map<string, Section>()
  const outputs = new Map<string, Section>()
  const server: Section[] = []
  const reserved = new Map<string, Reservation>()
  const hosts: [string, Section][] = []
  for (const section of sectionsOf(ini)) {
    const [, kind, name = ''] = TITLE.exec(section.title) ?? []
    const mac = kind === 'host' ? parseMac(name) : null
    if (mac !== null) {
      refuseHostKeys(name, section, report)
      const ip = section.values.get('ip')
      if (ip !== undefined) reserved.set(ip.text, { mac, place: ip.place ?? '' })
      server.push(section)
    } else if (kind === 'output') {
      checkOutput(name, section, report)
      outputs.set(name, section)
    } else if (kind === undefined && OF_THE_SERVER.test(section.title)) server.push(section)
    else if (kind === undefined) report('bad', null, section.place, unknownSection(section.title), SECTIONS)
    else {
      if (!NAME.test(name) || (kind === 'profile' && (name === 'local' || name === 'profile')))
        report('bad', kind === 'host' ? name : null, section.place, `${kind} cannot be named ${name}`, NAMES)
      checkKeys(kind as StoreKind, name, section, report)
      if (kind === 'network') networks.set(name, networkOf(name, section, report))
      else if (kind === 'profile') profiles.set(name, section)
      else hosts.push([name, section])
    }
  }
  checkSubnets([...networks.values()], report)
  const index = indexOf(hosts, networks, report)
  const store = { path: ini.path, networks, profiles, outputs, server, reserved, ...index }
  for (const host of store.hosts) checkHost(host, store, report)
  return { store, broken: broken.sort((a, b) => lineOf(a.place) - lineOf(b.place)) }
}

type Report = (
  kind: BrokenRule['kind'],
  host: string | null,
  place: string | null,
  what: string,
  hint?: string,
) => void

const SECTIONS =
  'sections are [network "NAME"], [profile "NAME"], [host "NAME"], [output "NAME"] and those of serve'
const NAMES =
  'a name has letters, digits, dashes and single dots, 63 of them between dots and 200 in all; a profile cannot be called profile or local'

function unknownSection(title: string): string {
  return title === '' ? 'a key comes before the first section' : `unknown section [${title}]`
}

/** The line of `FILE:LINE`. */
export function lineOf(place: string): number {
  return Number(place.slice(place.lastIndexOf(':') + 1))
}

/** Repeated titles are errors, because their sections would be merged. */
function checkTitles(ini: IniFile, report: Report): void {
  const seen = new Map<string, IniSection>()
  for (const section of ini.sections) {
    const { title } = section
    checkRepeated(section, report)
    // DNS and DHCP servers ignore case.
    const key = title.startsWith('host ') ? title.toLowerCase() : title
    const before = seen.get(key)
    seen.set(key, section)
    if (before === undefined) continue
    const [, kind, name = ''] = TITLE.exec(title) ?? []
    if (kind === undefined || parseMac(name) !== null) continue
    const what = `there is a ${kind} ${name} already (${before.place})`
    report('taken', kind === 'host' ? name : null, section.place, what)
  }
}

/** Of repeated keys one would be ignored silently. */
function checkRepeated({ title, keys, values }: IniSection, report: Report): void {
  const [, kind, name = ''] = TITLE.exec(title) ?? []
  if (kind === undefined || parseMac(name) !== null || keys.length === values.size) return
  const seen = new Map<string, IniKey>()
  for (const key of keys) {
    const before = seen.get(key.name)
    if (before !== undefined && !key.isList && !before.isList)
      report(
        'bad',
        kind === 'host' ? name : null,
        key.place,
        `${kind} ${name} has ${key.name} twice (${before.place})`,
        'remove one of the lines',
      )
    seen.set(key.name, key)
  }
}

function checkKeys(kind: StoreKind, name: string, section: Section, report: Report): void {
  const host = kind === 'host' ? name : null
  const refuse = (place: string | null, what: string, hint: string) =>
    report('bad', host, place, `${kind} ${name}: ${what}`, hint)
  const others = ['option-N', ...(kind === 'host' ? ['x-ANY'] : [])]
  checkValues(section, (key) => ruleOf(kind, key), [...keysOf(kind), ...others], refuse)
}

function checkOutput(name: string, section: Section, report: Report): void {
  const keys = outputKeys(name)
  if (keys === null) {
    const guess = nearest(name, OUTPUT_NAMES)
    const hint = guess === null ? `outputs are ${OUTPUT_NAMES.join(', ')}` : `did you mean ${guess}?`
    report('bad', null, section.place, `unknown output ${name}`, hint)
    return
  }
  const title = `[${section.title}]`
  checkValues(
    section,
    (key) => keys.rules[key] ?? null,
    Object.keys(keys.rules),
    (place, what, hint) => report('bad', null, place, `${title}: ${what}`, hint),
  )
  if (keys.needed !== undefined && !section.values.has(keys.needed))
    report('bad', null, section.place, `${title} has no ${keys.needed}`)
}

/** `known`: the names of the keys that the section may have. */
function checkValues(
  { values }: Section,
  ruleFor: (key: string) => ValueRule | null,
  known: readonly string[],
  refuse: (place: string | null, what: string, hint: string) => void,
): void {
  for (const [key, { text, place }] of values) {
    const rule = ruleFor(key)
    if (rule === null) {
      const guess = nearest(key, known)
      refuse(
        place,
        `unknown key ${key}`,
        guess === null ? `its keys are ${known.join(', ')}` : `did you mean ${guess}?`,
      )
    } else if (!rule.accepts(text)) refuse(place, `${key} = ${text}`, `${key} is ${rule.form}`)
  }
}

/** [host "MAC"] is a section of serve, which has a few keys in common with hosts of the store. */
function refuseHostKeys(name: string, { values }: Section, report: Report): void {
  for (const [key, { place }] of values) {
    if (key === 'ip' || key.startsWith('option-') || ruleOf('host', key) === null) continue
    report(
      'bad',
      null,
      place,
      `host ${name}: its name is a MAC address, and a section with such a name cannot have ${key}`,
      'give the host another name; a [host "MAC"] has the keys of tspxeboot serve',
    )
  }
}

const NOWHERE = { first: 1, last: 0, prefixLength: 32 }

function networkOf(name: string, section: Section, report: Report): Network {
  const text = textOf(section, 'subnet')
  const subnet = parseSubnet(text ?? '')
  if (text === null)
    report('bad', null, section.place, `network ${name} has no subnet`, 'write subnet = ADDRESS/PREFIX')
  const rangesOf = (key: string): Range[] => parseRanges(textOf(section, key) ?? '') ?? []
  const network = {
    name,
    subnet: subnet ?? NOWHERE,
    static: rangesOf('static'),
    dynamic: rangesOf('dynamic'),
    section,
  }
  if (subnet === null) return network
  const placeOfKey = (key: string) => section.values.get(key)?.place ?? section.place
  for (const key of ['static', 'dynamic'] as const) {
    if (network[key].some(({ first, last }) => !isIn(first, [subnet]) || !isIn(last, [subnet])))
      report('bad', null, placeOfKey(key), `network ${name}: ${key} is not within ${text}`)
  }
  if (network.static.some((a) => network.dynamic.some((b) => overlap(a, b))))
    report('bad', null, placeOfKey('dynamic'), `network ${name}: static and dynamic have addresses in common`)
  return network
}

/** An address that is in two networks could be dynamic in one of them and a host's in the other. */
function checkSubnets(networks: readonly Network[], report: Report): void {
  for (const [at, { name, subnet, section }] of networks.entries()) {
    if (subnet === NOWHERE) continue
    const other = networks.slice(0, at).find((one) => one.subnet !== NOWHERE && overlap(one.subnet, subnet))
    if (other === undefined) continue
    const what = `network ${name}: ${textOf(section, 'subnet')} has addresses in common with network ${other.name}`
    const place = section.values.get('subnet')?.place ?? section.place
    report('bad', null, place, `${what} (${other.section.place})`, 'an address can be in one network only')
  }
}

function indexOf(
  sections: readonly [string, Section][],
  networks: ReadonlyMap<string, Network>,
  report: Report,
): Pick<HostStore, 'hosts' | 'byName' | 'byMac' | 'byAddress'> {
  const byName = new Map<string, Host>()
  const byMac = new Map<string, Host>()
  const byAddress = new Map<string, Host>()
  const only = networks.size === 1 ? [...networks.keys()][0] : undefined
  const note = (known: Map<string, Host>, value: string, host: Host, key: 'mac' | 'ip'): void => {
    const other = known.get(value)
    if (other === undefined) {
      known.set(value, host)
      return
    }
    const { name, section } = host
    const what = `host ${name}: ${value} is taken by ${other.name} (${other.section.place})`
    report('taken', name, section.values.get(key)?.place ?? section.place, what)
  }
  for (const [name, section] of sections) {
    const mac = parseMac(textOf(section, 'mac') ?? '')
    const ip = textOf(section, 'ip')
    const network = textOf(section, 'network') ?? only ?? networkAt(ip, networks)
    const profile = textOf(section, 'profile')
    const host = { name, mac, ip, network, profile, boot: textOf(section, 'boot') ?? 'profile', section }
    byName.set(name, host)
    if (mac !== null) note(byMac, mac, host, 'mac')
    if (ip !== null) note(byAddress, ip, host, 'ip')
  }
  return { hosts: [...byName.values()], byName, byMac, byAddress }
}

function networkAt(ip: string | null, networks: ReadonlyMap<string, Network>): string | null {
  if (ip === null) return null
  const address = ipv4ToNumber(ip)
  for (const { name, subnet } of networks.values()) if (isIn(address, [subnet])) return name
  return null
}

function checkHost(host: Host, { networks, profiles, reserved }: HostStore, report: Report): void {
  const { name, section, boot } = host
  const placeOfKey = (key: string) => section.values.get(key)?.place ?? section.place
  const missing = (key: string, kind: string, wanted: string) =>
    report('missing', name, placeOfKey(key), `host ${name}: there is no ${kind} ${wanted}`)
  if (host.profile !== null && !profiles.has(host.profile)) missing('profile', 'profile', host.profile)
  if (boot !== 'profile' && boot !== 'local' && !profiles.has(boot)) missing('boot', 'profile', boot)
  const network = host.network === null ? null : networks.get(host.network)
  if (network === undefined) missing('network', 'network', host.network ?? '')
  if (host.ip === null) return
  const wrong = (kind: 'bad' | 'taken', what: string) =>
    report(kind, name, placeOfKey('ip'), `host ${name}: ${host.ip} is ${what}`)
  const reservation = reserved.get(host.ip)
  if (reservation !== undefined && reservation.mac !== host.mac)
    wrong('taken', `that of [host "${reservation.mac}"] (${reservation.place})`)
  if (networks.size > 1 && network === null) wrong('bad', 'in none of the networks')
  if (!network || network.subnet === NOWHERE) return
  const address = ipv4ToNumber(host.ip)
  const { first, last, prefixLength } = network.subnet
  if (!isIn(address, [network.subnet])) wrong('bad', `not in network ${network.name}`)
  else if (prefixLength < 31 && (address === first || address === last))
    wrong('bad', "the network's own address or its broadcast address")
  else if (isIn(address, network.dynamic)) wrong('bad', `in the dynamic range of network ${network.name}`)
  else if (host.ip === textOf(network.section, 'gateway'))
    wrong('taken', `the gateway of network ${network.name}`)
}
