/** Reads the lease files of dnsmasq, ISC dhcpd, Kea and serve. */

import { isIpv4, parseMac } from '../../addresses.ts'
import { readTable } from './csv.ts'
import { type Foreign, nothing, type Place, unreadable } from './imported.ts'
import { readStatements, type Statement } from './statements.ts'

/** An address that a client has. */
export interface HeldLease extends Place {
  mac: string
  ip: string
  /** The name that the client sent; null: none. */
  name: string | null
  /** Milliseconds since 1970; Infinity: for ever. */
  until: number
}

type Reader = (file: string, text: string) => HeldLease[]

/** Readers by how files begin. */
const FORMATS: [RegExp, Reader][] = [
  [/^(?:duid \S+\s+)?\d+ (?:\d\d-)?(?:[\da-f]{2}:){5}[\da-f]{2} \d+\.\d+\.\d+\.\d+ /i, readDnsmasqLeases],
  [/^(?:#[^\n]*\s+|(?:authoring-byte-order|server-duid)\s[^\n]*\s+|\s)*lease\s+[\d.]+\s*\{/, readDhcpdLeases],
  [/^address,hwaddr,client_id,/, readKeaLeases],
  [/^\{"address":/, readServeLeases],
]

/** Whether a text begins like a lease file. */
export function isLeaseFile(text: string): boolean {
  return FORMATS.some(([beginning]) => beginning.test(text))
}

/** The last lease of an address counts; null: not such a file. Throws E_HOSTS_INVALID with file and line. */
export function readLeaseFile(file: string, text: string): HeldLease[] | null {
  const read = FORMATS.find(([beginning]) => beginning.test(text))?.[1]
  if (read === undefined) return null
  return [...new Map(read(file, text).map((lease) => [lease.ip, lease])).values()]
}

/** Leases as hosts, each client once. */
export function hostsOfLeases(leases: readonly HeldLease[]): Foreign {
  const byMac = new Map(leases.map((lease) => [lease.mac, lease]))
  const hosts = Array.from(byMac.values(), ({ until: _, ...host }) => ({ ...host, values: new Map() }))
  return { ...nothing(), hosts, areLeases: true }
}

/** `EXPIRY MAC ADDRESS NAME CLIENT-ID` (dnsmasq, lease.c); those of DHCPv6 follow a line with the server's DUID. */
function readDnsmasqLeases(file: string, text: string): HeldLease[] {
  return text.split('\n').flatMap((row, index) => {
    const [expiry = '', hardware = '', ip = '', name = ''] = row.trim().split(/\s+/)
    const mac = parseMac(hardware.replace(/^01-/, ''))
    if (mac === null || !isIpv4(ip)) return []
    const until = expiry === '0' ? Number.POSITIVE_INFINITY : Number(expiry) * 1000
    return [{ mac, ip, name: name === '*' ? null : name, until, file, line: index + 1 }]
  })
}

/** dhcpd.leases(5). A lease that is free or abandoned has no client. */
function readDhcpdLeases(file: string, text: string): HeldLease[] {
  return readStatements(file, text).flatMap((statement) => {
    const [word, ip = ''] = statement.words
    if (word !== 'lease' || !isIpv4(ip)) return []
    const find = (...words: string[]) =>
      statement.block?.find((one) => words.every((word, at) => one.words[at] === word))
    const mac = parseMac(find('hardware', 'ethernet')?.words[2] ?? '')
    if (mac === null) return []
    const isHeld = find('binding', 'state')?.words[2] === 'active'
    const name = find('client-hostname')?.words[1] ?? null
    return [{ mac, ip, name, until: isHeld ? endOf(find('ends')) : 0, file, line: statement.line }]
  })
}

/** `ends never`, `ends epoch SECONDS`, `ends WEEKDAY YYYY/MM/DD HH:MM:SS` in UTC. */
function endOf(ends: Statement | undefined): number {
  const [, day = 'never', date = '', time = ''] = ends?.words ?? []
  if (day === 'never') return Number.POSITIVE_INFINITY
  if (day === 'epoch') return Number(date) * 1000
  return Date.parse(`${date.replaceAll('/', '-')}T${time}Z`)
}

/** Kea's memfile (ARM, "Memfile - Basic Storage for Leases"); state 0 is a lease in use. */
function readKeaLeases(file: string, text: string): HeldLease[] {
  const FOR_EVER = '4294967295'
  return readTable(file, text, (name) => name).flatMap(({ values, line }) => {
    const mac = parseMac(values.get('hwaddr') ?? '')
    const ip = values.get('address') ?? ''
    if (mac === null || !isIpv4(ip)) return []
    const isHeld = values.get('state') === '0' && values.get('valid_lifetime') !== '0'
    const expiry =
      values.get('valid_lifetime') === FOR_EVER
        ? Number.POSITIVE_INFINITY
        : Number(values.get('expire')) * 1000
    return [{ mac, ip, name: values.get('hostname') ?? null, until: isHeld ? expiry : 0, file, line }]
  })
}

/** A JSON object per line. An address without a client was found in use by somebody else. */
function readServeLeases(file: string, text: string): HeldLease[] {
  return text.split('\n').flatMap((row, index) => {
    if (row === '') return []
    const place = { file, line: index + 1 }
    const { address, mac, until } = readObject(row, place)
    const known = parseMac(String(mac))
    return known === null
      ? []
      : [{ mac: known, ip: String(address), name: null, until: Date.parse(String(until)), ...place }]
  })
}

function readObject(row: string, place: Place): Record<string, unknown> {
  try {
    return JSON.parse(row) as Record<string, unknown>
  } catch {
    throw unreadable(place, 'not a lease as serve writes them')
  }
}
