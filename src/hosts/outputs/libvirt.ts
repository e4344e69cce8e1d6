/** The hosts of a libvirt network: their elements in its XML, and the virsh commands that put them there. */

import type { Host } from '../store.ts'
import { runWords } from './run-words.ts'

/** The network's element, with a line `<host .../>` for each host that has a MAC and an address. */
export function libvirtText(network: string, hosts: readonly Host[]): string {
  const lines = hosts.flatMap(({ mac, ip, name }) =>
    mac === null || ip === null ? [] : [`  <host mac='${mac}' name='${name}' ip='${ip}'/>\n`],
  )
  return `<network name='${network}'>\n${lines.join('')}</network>\n`
}

/**
 * Changes the network from the hosts of the text `before` to those of `after`; it may have some of them already. Other
 * hosts of the network stay. Throws E_HOSTS_APPLY if virsh fails.
 */
export async function updateLibvirt(before: string, after: string): Promise<void> {
  const [old, now] = [readText(before), readText(after)]
  const gone = [...old.hosts.keys()].filter((mac) => old.network !== now.network || !now.hosts.has(mac))
  if (gone.length > 0) await update(old.network, new Map(gone.map((mac) => [mac, null])))
  if (now.hosts.size > 0) await update(now.network, now.hosts)
}

/** By MAC. */
type Hosts = Map<string, string>

function readText(text: string): { network: string; hosts: Hosts } {
  return { network: /<network name='([^']*)'>/.exec(text)?.[1] ?? '', hosts: hostsIn(text) }
}

/** libvirt writes its elements as we do. */
function hostsIn(xml: string): Hosts {
  return new Map(Array.from(xml.matchAll(/<host mac='([^']*)'.*\/>/g), ([host, mac = '']) => [mac, host]))
}

/** Adds, changes or (null) removes hosts of the network. An inactive network has no live state. */
async function update(network: string, hosts: ReadonlyMap<string, string | null>): Promise<void> {
  const info = await runWords(['virsh', 'net-info', network])
  const live = /^Active:\s+yes$/m.test(info) ? ['--live'] : []
  const there = hostsIn(await runWords(['virsh', 'net-dumpxml', network]))
  for (const [mac, host] of hosts) {
    const known = there.get(mac)
    if (known === (host ?? undefined)) continue
    const verb = host === null ? 'delete' : known === undefined ? 'add-last' : 'modify'
    const element = host ?? known ?? ''
    await runWords(['virsh', 'net-update', network, verb, 'ip-dhcp-host', element, '--config', ...live])
  }
}
