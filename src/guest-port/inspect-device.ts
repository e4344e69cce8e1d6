/** What a bridge or device of the host looks like to someone who asks why no answer comes. */

import { runTool } from './run-tool.ts'

export interface DeviceState {
  name: string
  /** Administratively up. */
  up: boolean
  /** For a bridge: one of its ports has a carrier. */
  carrier: boolean
  /** Ports of a bridge, ours left out; empty for other devices. */
  ports: { name: string; up: boolean; carrier: boolean }[]
  /** Whether packets that cross a bridge are shown to iptables as well (net.bridge.bridge-nf-call-iptables). */
  filtered: boolean
}

interface Link {
  ifname: string
  flags: string[]
}

/** null where the device is gone. `ourPort` is left out of the ports. */
export async function inspectDevice(name: string, ourPort: string | null): Promise<DeviceState | null> {
  const [device, ports, nf] = await Promise.all([
    links(['dev', name]),
    links(['master', name]),
    bridgeFilter(),
  ])
  const [link] = device
  if (link === undefined) return null
  const stateOf = ({ ifname, flags }: Link) => ({
    name: ifname,
    up: flags.includes('UP'),
    carrier: flags.includes('LOWER_UP'),
  })
  return {
    ...stateOf(link),
    ports: ports.filter(({ ifname }) => ifname !== ourPort).map(stateOf),
    filtered: nf,
  }
}

/** A name that is no device, or no master, has none. */
async function links(filter: string[]): Promise<Link[]> {
  const text = await runTool('ip', ['-json', 'link', 'show', ...filter]).catch(() => '[]')
  return (JSON.parse(text || '[]') as Partial<Link>[]).filter(
    (link): link is Link => link.ifname !== undefined && link.flags !== undefined,
  )
}

async function bridgeFilter(): Promise<boolean> {
  const { readFile } = await import('node:fs/promises')
  const value = await readFile('/proc/sys/net/bridge/bridge-nf-call-iptables', 'latin1').catch(() => '0')
  return value.trim() === '1'
}
