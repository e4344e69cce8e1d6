/** Reads hosts and ranges from dnsmasq's configuration and the files that it names (dnsmasq(8)). */

import { ipv4FromNumber, ipv4ToNumber, isIpv4, parseMac, prefixLengthOf } from '../../addresses.ts'
import { hostSettings, readSettings, type Setting } from './dnsmasq-lines.ts'
import {
  type Finding,
  type Foreign,
  type ForeignHost,
  type ForeignSection,
  type Includes,
  notCarriedOver,
  nothing,
  valuesOf,
} from './imported.ts'

/** The hosts and networks. */
export function readDnsmasqConf(file: string, text: string, includes: Includes): Foreign {
  const found = nothing()
  const settings = readSettings(file, text, includes, found.findings)
  return { ...found, ...hostsOf(settings, found.findings), networks: networksOf(settings, found.findings) }
}

/** The hosts of a file for dhcp-hostsfile, whose lines are what follows `dhcp-host=`. */
export function readDnsmasqHosts(file: string, text: string): Foreign {
  const found = nothing()
  return { ...found, ...hostsOf(hostSettings(file, text), found.findings) }
}

function hostsOf(settings: readonly Setting[], findings: Finding[]): { hosts: ForeignHost[] } {
  const hosts = settings.filter(({ key }) => key === 'dhcp-host').map((one) => hostOf(one, findings))
  return { hosts: hosts.filter((host) => host !== null) }
}

/** The words of a `dhcp-host` line come in any order; their form tells them apart. */
function hostOf(setting: Setting, findings: Finding[]): ForeignHost | null {
  const { value, file, line } = setting
  const words = value.split(',').map((word) => word.trim())
  const macs = words.map(hardwareOf).filter((mac) => mac !== null)
  const [ip = null] = words.filter(isIpv4)
  const [name = null] = words.filter((word) => isName(word))
  const who = name ?? macs[0] ?? ip
  const tell = (what: string) => findings.push(notCarriedOver(setting, `${who ?? value}: ${what}`, name))
  if (words.includes('ignore')) tell('a host that dnsmasq ignores is not carried over')
  else if (words.some((word) => /^[0-9a-f:*-]*\*/i.test(word)))
    tell('a pattern of addresses is not carried over')
  else if (who === null || (macs.length === 0 && ip === null)) tell('it has no address')
  else {
    const more = [...macs.slice(1), ...words.filter((word) => word.startsWith('['))]
    if (more.length > 0) tell(`${more.join(', ')} is not carried over`)
    return { name, mac: macs[0] ?? null, ip, values: new Map(), file, line }
  }
  return null
}

/** `id:01:` and an Ethernet address is the client identifier that most clients send (RFC 2132, 9.14). */
function hardwareOf(word: string): string | null {
  const text = word.replace(/^(?:id:0?1:|0?1-)(?=..:)/i, '')
  return parseMac(text) === null ? null : text
}

function isName(word: string): boolean {
  const isTime = /^(\d+[smhdw]?|infinite)$/i.test(word)
  return /^[\w.-]+$/.test(word) && !isTime && word !== 'ignore' && hardwareOf(word) === null && !isIpv4(word)
}

function networksOf(settings: readonly Setting[], findings: Finding[]): ForeignSection[] {
  const shared = sharedValues(settings, findings)
  const networks = new Map<string, { place: Setting; dynamic: string[]; leaseSeconds: number | null }>()
  for (const setting of settings.filter(({ key }) => key === 'dhcp-range')) {
    const words = setting.value.split(',').map((word) => word.trim())
    const [first, second] = words.filter(isIpv4)
    const netmask = words.find((word) => isIpv4(word) && word.startsWith('255.'))
    const prefixLength = netmask === undefined ? null : prefixLengthOf(netmask)
    if (first === undefined) continue
    if (prefixLength === null) {
      findings.push(
        notCarriedOver(setting, `the range from ${first} has no netmask, so its network is not known`),
      )
      continue
    }
    const subnet = `${networkAddress(first, prefixLength)}/${prefixLength}`
    const network = networks.get(subnet) ?? { place: setting, dynamic: [], leaseSeconds: null }
    if (second !== undefined && second !== netmask) network.dynamic.push(`${first}-${second}`)
    network.leaseSeconds ??= secondsOf(words.at(-1) ?? '')
    networks.set(subnet, network)
  }
  return Array.from(networks, ([subnet, { place, dynamic, leaseSeconds }]) => {
    const [address = '', prefix] = subnet.split('/')
    const isInside = networkAddress(shared.gateway ?? '0.0.0.0', Number(prefix)) === address
    const gateway = isInside ? shared.gateway : null
    const values = { subnet, ...shared, gateway, dynamic: dynamic.join(', '), 'lease-seconds': leaseSeconds }
    return { name: `net-${address}`, values: valuesOf(values), file: place.file, line: place.line }
  })
}

/** What dnsmasq sends to all clients: settings without a tag. */
function sharedValues(settings: readonly Setting[], findings: Finding[]): Record<string, string | null> {
  const values: Record<string, string | null> = {}
  for (const setting of settings) {
    const { key } = setting
    if (key !== 'dhcp-option' && key !== 'dhcp-boot' && key !== 'domain') continue
    const [first = '', ...rest] = setting.value.split(',').map((word) => word.trim())
    const addresses = rest.filter(isIpv4)
    if (/^(tag|net|vendor|encap|vi-encap):/.test(first) || (key === 'domain' && rest.length > 0))
      findings.push(notCarriedOver(setting, `${key}=${setting.value} is not carried over`))
    else if (key === 'domain') values.domain = first
    else if (key === 'dhcp-boot') {
      values['boot-file'] = first
      values['next-server'] = addresses.at(-1) ?? null
    } else if (/^(3|option:router)$/.test(first)) values.gateway = addresses[0] ?? null
    else if (/^(6|option:dns-server)$/.test(first)) values.dns = addresses.join(', ')
    else if (/^(15|option:domain-name)$/.test(first)) values.domain = rest[0] ?? null
  }
  return values
}

function networkAddress(address: string, prefixLength: number): string {
  const size = 2 ** (32 - prefixLength)
  return ipv4FromNumber(Math.floor(ipv4ToNumber(address) / size) * size)
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** null: not a time, or for ever. */
function secondsOf(text: string): number | null {
  const [, count = '', unit = 's'] = /^(\d+)([smhdw])?$/i.exec(text) ?? []
  return count === '' ? null : Number(count) * (UNITS[unit.toLowerCase()] ?? 1)
}
