/** What this host knows of its network, read at once by two tools side by side: each takes its time to start. */

import { runTool } from './run-tool.ts'

/** A device of the host, as `ip -details link show` prints it. MTU in bytes. */
export interface Link {
  ifname: string
  altnames?: string[]
  mtu: number
  address?: string
  /** The device that a macvlan, macvtap or VLAN stands on. */
  link?: string
  linkinfo?: { info_kind?: string }
}

/** An address, and the device behind which it was seen: a port of the bridge `master`. */
export interface ForwardingEntry {
  mac: string
  ifname: string
  master?: string
}

export interface HostNetwork {
  links: readonly Link[]
  /** Of every Linux bridge. */
  forwarding: readonly ForwardingEntry[]
}

export async function readHostNetwork(): Promise<HostNetwork> {
  const [links, forwarding] = await Promise.all([
    readJson<Link>('ip', ['-details', 'link', 'show']),
    readJson<ForwardingEntry>('bridge', ['fdb', 'show']),
  ])
  return { links, forwarding }
}

/** `bridge`, `vlan`, ...; undefined: a network card, or no such device. */
export function kindOf(name: string, links: readonly Link[]): string | undefined {
  return links.find(({ ifname }) => ifname === name)?.linkinfo?.info_kind
}

/** Objects of a tool that has nothing to say may be empty, and so may be its output. */
export async function readJson<T extends object>(tool: string, words: string[]): Promise<T[]> {
  const found = JSON.parse((await runTool(tool, ['-json', ...words])) || '[]') as T[]
  return found.filter((object) => Object.keys(object).length > 0)
}
