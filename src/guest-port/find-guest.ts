/**
 * Finds out whether a guest already runs, from what this host knows about its MAC address: the forwarding table of the
 * bridge or of Open vSwitch, devices with that address, and neighbours that answer ARP with it now. Sends nothing in
 * the guest's name.
 */

import { setTimeout as pause } from 'node:timers/promises'
import { addressesBehind, readArpTable } from './arp-table.ts'
import { type ForwardingEntry, type HostNetwork, kindOf, type Link, readJson } from './host-network.ts'
import type { Device } from './place.ts'
import { isOurPort } from './port-name.ts'
import { runTool } from './run-tool.ts'
import { macTable, portNames } from './switch-table.ts'

/** Where a guest was seen, in words: `behind the port vif3.0 of xenbr0`. */
export interface Sighting {
  where: string
  /** false: it may be gone, because an entry behind the uplink only says where it was in the last minutes. */
  certain: boolean
}

/** Where the guest was seen; null: nowhere. */
export async function findGuest(
  mac: string,
  { name }: Device,
  { links, forwarding }: HostNetwork,
): Promise<Sighting | null> {
  const entries = await entriesOf(switchOf(name, links), { links, forwarding })
  // Other runs of ours have such ports.
  const ports = entries
    .filter((entry) => entry.mac === mac && !isOurPort(entry.ifname))
    .map(({ ifname }) => ifname)
  const guestPort = ports.find((port) => !isUplink(port, links))
  if (guestPort !== undefined) return { where: `behind the port ${guestPort} of ${name}`, certain: true }
  const beside = links.find((link) => isMacvlan(link) && link.link === name && link.address === mac)
  if (beside !== undefined) return { where: `on the device ${beside.ifname} beside ${name}`, certain: true }
  const addresses = addressesBehind(mac, name, readArpTable()).slice(0, MOST_ASKED)
  const answers = (await Promise.all(addresses.map((address) => answersArp(address, mac, name)))).indexOf(
    true,
  )
  if (answers !== -1) return { where: `on ${name}, where ${addresses[answers]} answers`, certain: true }
  return ports[0] === undefined ? null : { where: `behind the uplink ${ports[0]} of ${name}`, certain: false }
}

/** A VLAN device on a bridge shares the bridge's forwarding table. */
function switchOf(name: string, links: readonly Link[]): string {
  const device = links.find(({ ifname }) => ifname === name)
  return (device?.linkinfo?.info_kind === 'vlan' && device.link) || name
}

/** The addresses that the switch has seen, and the ports behind which it has. */
async function entriesOf(
  name: string,
  { links, forwarding }: HostNetwork,
): Promise<readonly ForwardingEntry[]> {
  switch (kindOf(name, links)) {
    case 'bridge':
      return forwarding.filter(({ master, ifname }) => master === name && ifname !== name)
    case 'openvswitch':
      return openVswitchEntries(name)
    default:
      return []
  }
}

async function openVswitchEntries(name: string): Promise<ForwardingEntry[]> {
  const [table, ports] = await Promise.all([
    runTool('ovs-appctl', ['fdb/show', name]),
    runTool('ovs-appctl', ['dpif/show']),
  ])
  const names = portNames(ports, name)
  return macTable(table).map(({ port, mac }) => ({ mac, ifname: names.get(port) ?? `port ${port}` }))
}

/** Kinds of device that lead out of the host. A plain network card has no kind at all. */
const UPLINK_KINDS = new Set([
  ...['bond', 'team', 'vlan', 'macsec', 'hsr'],
  ...['vxlan', 'geneve', 'gre', 'gretap', 'ip6gretap', 'erspan', 'wireguard'],
])
/** Xen's backends have no kind either; they are recognized by the names that Xen's scripts give them. */
const GUEST_NAME = /^(vif|tap|vnet|xentap|veth)/

function isUplink(port: string, links: readonly Link[]): boolean {
  const kind = kindOf(port, links)
  return !GUEST_NAME.test(port) && (kind === undefined || UPLINK_KINDS.has(kind))
}

function isMacvlan({ linkinfo }: Link): boolean {
  return linkinfo?.info_kind === 'macvlan' || linkinfo?.info_kind === 'macvtap'
}

/** How many of the addresses behind the guest's MAC that the host itself has talked to are asked. */
const MOST_ASKED = 4

interface Neighbour {
  lladdr?: string
  state?: string[]
}

const ARP_POLLS = 4
const ARP_POLL_MS = 40

/** Makes the kernel ask again, from the host's own address, and reads in its table whether an answer came. */
async function answersArp(address: string, mac: string, device: string): Promise<boolean> {
  const entry = [address, 'dev', device]
  await runTool('ip', ['neigh', 'change', ...entry, 'lladdr', mac, 'nud', 'probe']).catch(() => '')
  for (let polls = 0; polls < ARP_POLLS; polls++) {
    await pause(ARP_POLL_MS)
    const [now] = await readJson<Neighbour>('ip', ['neigh', 'show', ...entry])
    if (now?.state?.includes('REACHABLE')) return now.lladdr === mac
  }
  return false
}
