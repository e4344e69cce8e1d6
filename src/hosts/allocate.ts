/** Chooses free addresses and MACs for new hosts. */

import { randomBytes } from 'node:crypto'
import { ipv4FromNumber, ipv4ToNumber, macFromBytes, parseMac } from '../addresses.ts'
import { BootError } from '../boot-error.ts'
import { isIn } from './ranges.ts'
import { type HostStore, type Network, textOf } from './store.ts'

/** The first three bytes of each hypervisor's MACs. */
const OUIS = {
  xen: '00163e',
  virtualbox: '080027',
  libvirt: '525400',
  /** A real machine has its own MAC; without one it gets a locally administered address (IEEE 802, section 8.2.2). */
  none: '020000',
} as const

/** A value of the key `hypervisor`. */
export type Hypervisor = keyof typeof OUIS

/** Addresses of the network's static ranges that no host, client of a [host "MAC"] or server of it has, lowest first. */
export function* freeAddresses(
  { byAddress, reserved }: HostStore,
  { static: ranges, dynamic, subnet, section }: Network,
): Generator<string> {
  const servers = ['gateway', 'next-server', 'dns'].flatMap(
    (key) => textOf(section, key)?.split(/[\s,]+/) ?? [],
  )
  const taken = new Set(servers.map(ipv4ToNumber))
  if (subnet.prefixLength < 31) taken.add(subnet.first).add(subnet.last)
  const sorted = [...ranges].sort((a, b) => a.first - b.first)
  let from = 0
  for (const range of sorted) {
    for (let address = Math.max(range.first, from); address <= range.last; address += 1) {
      const text = ipv4FromNumber(address)
      const isTaken = taken.has(address) || byAddress.has(text) || reserved.has(text)
      if (!isTaken && !isIn(address, dynamic)) yield text
    }
    from = Math.max(from, range.last + 1)
  }
}

/** Every MAC in the store: those of hosts, and of sections [host "MAC"]. */
export function knownMacs({ byMac, server }: HostStore): Set<string> {
  const others = server.map(({ title }) => parseMac(/^host "([^"]*)"/.exec(title)?.[1] ?? ''))
  return new Set([...byMac.keys(), ...others.filter((mac) => mac !== null)])
}

/** A random MAC of the hypervisor's range that is not in `known`. Throws E_HOSTS_CONFLICT after 1000 tries. */
export function freeMac(hypervisor: Hypervisor, known: { has(mac: string): boolean }): string {
  for (let tries = 0; tries < 1000; tries += 1) {
    const bytes = Buffer.concat([Buffer.from(OUIS[hypervisor], 'hex'), randomBytes(3)])
    // xl and libvirt use the lower half; the upper half is for other vendors.
    if (hypervisor === 'xen') bytes[3] = (bytes[3] ?? 0) & 0x7f
    const mac = macFromBytes(bytes)
    if (!known.has(mac)) return mac
  }
  throw new BootError('E_HOSTS_CONFLICT', {
    what: `no free MAC address of ${hypervisor} was found in 1000 tries`,
  })
}

/** The error for a network without a free address. */
export function noFreeAddress({ name, section }: Network): BootError {
  const ranges = textOf(section, 'static')
  return ranges === null
    ? new BootError('E_HOSTS_CONFLICT', {
        what: `network ${name} has no static range (${section.place})`,
        hint: 'write static = FIRST-LAST there, or give the host an address with --ip',
      })
    : new BootError('E_HOSTS_CONFLICT', {
        what: `network ${name}: no address of ${ranges} is free`,
        hint: 'widen its static range, or remove hosts',
      })
}
