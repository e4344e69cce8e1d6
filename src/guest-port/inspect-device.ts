/** Facts about a bridge or device of the host that may explain why no answer comes. */

import { readFile } from 'node:fs/promises'
import { type PacketCounts, packetCounts } from './packet-counts.ts'
import { runTool } from './run-tool.ts'

/** The state of a device, and of its ports if it is a bridge. */
export interface DeviceState {
  name: string
  /** Administratively up. */
  up: boolean
  /** Has a link; a bridge has one if any of its ports does. */
  carrier: boolean
  /** Ports of a bridge, except ours; empty for other devices. */
  ports: PortState[]
  /** Whether iptables sees packets that cross a bridge (bridge-nf-call-iptables). */
  filtered: boolean
  /** How long a new port passes nothing because the bridge runs STP, ms; 0: no delay. */
  portDelayMs: number
}

/** The state of a bridge port. */
export interface PortState {
  name: string
  up: boolean
  carrier: boolean
  /** Packets since the earlier counts, out of this host by this port and in. */
  sent: number
  received: number
}

interface Link {
  ifname: string
  flags: string[]
  linkinfo?: { info_data?: { stp_state?: number; forward_delay?: number; nf_call_iptables?: number } }
}

/** null if the device is gone. `ourPort` is not among the ports; their packets are counted since `before`. */
export async function inspectDevice(
  name: string,
  ourPort: string | null,
  before: ReadonlyMap<string, PacketCounts>,
): Promise<DeviceState | null> {
  const now = packetCounts()
  const [[link], ports, filtersAll] = await Promise.all([
    links(['dev', name]),
    links(['master', name]),
    filtersBridges(),
  ])
  if (link === undefined) return null
  const bridge = link.linkinfo?.info_data
  return {
    ...stateOf(link),
    ports: ports
      .filter(({ ifname }) => ifname !== ourPort)
      .map((port) => ({ ...stateOf(port), ...countsSince(before, now, port.ifname) })),
    filtered: filtersAll || bridge?.nf_call_iptables === 1,
    // Listening, then learning, each for a forward delay, which is in 1/100 s (ip-link(8)).
    portDelayMs: bridge?.stp_state === 1 ? 2 * 10 * (bridge.forward_delay ?? 0) : 0,
  }
}

function stateOf({ ifname, flags }: Link): { name: string; up: boolean; carrier: boolean } {
  return { name: ifname, up: flags.includes('UP'), carrier: flags.includes('LOWER_UP') }
}

function countsSince(
  before: ReadonlyMap<string, PacketCounts>,
  now: ReadonlyMap<string, PacketCounts>,
  name: string,
): PacketCounts {
  const end = now.get(name) ?? { sent: 0, received: 0 }
  const start = before.get(name) ?? end
  return { sent: end.sent - start.sent, received: end.received - start.received }
}

/** None if the name is not a device, or has no ports. */
async function links(filter: string[]): Promise<Link[]> {
  const text = await runTool('ip', ['-details', '-json', 'link', 'show', ...filter]).catch(() => '[]')
  return (JSON.parse(text || '[]') as Partial<Link>[]).filter(
    (link): link is Link => link.ifname !== undefined && link.flags !== undefined,
  )
}

async function filtersBridges(): Promise<boolean> {
  const value = await readFile('/proc/sys/net/bridge/bridge-nf-call-iptables', 'latin1').catch(() => '0')
  return value.trim() === '1'
}
