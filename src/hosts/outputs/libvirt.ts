/** The hosts of a libvirt network, kept as elements of its XML, and the virsh commands that make it have them. */

import { BootError } from '../../boot-error.ts'
import type { Host } from '../store.ts'
import { runWords } from './run-words.ts'

/** `<host .../>` a line, for each host that has a MAC and an address. */
export function libvirtText(network: string, hosts: readonly Host[]): string {
  const lines = hosts.flatMap(({ mac, ip, name }) =>
    mac === null || ip === null ? [] : [`  <host mac='${mac}' name='${name}' ip='${ip}'/>\n`],
  )
  return `<network name='${network}'>\n${lines.join('')}</network>\n`
}

/** Takes the network from the hosts of one text to those of another. Throws E_HOSTS_APPLY where virsh fails. */
export async function updateLibvirt(before: string, after: string): Promise<void> {
  const [old, now] = [readText(before), readText(after)]
  for (const [mac, host] of old.hosts)
    if (old.network !== now.network || !now.hosts.has(mac)) await update(old.network, 'delete', host)
  for (const [mac, host] of now.hosts) {
    const known = old.network === now.network ? old.hosts.get(mac) : undefined
    if (known === undefined) await addTo(now.network, host)
    else if (known !== host) await update(now.network, 'modify', host)
  }
}

function readText(text: string): { network: string; hosts: Map<string, string> } {
  const elements = Array.from(
    text.matchAll(/<host mac='([^']*)'.*\/>/g),
    ([host, mac = '']) => [mac, host] as const,
  )
  return { network: /<network name='([^']*)'>/.exec(text)?.[1] ?? '', hosts: new Map(elements) }
}

/** One that is there already, of an apply that was cut off, is changed. */
async function addTo(network: string, host: string): Promise<void> {
  try {
    await update(network, 'add-last', host)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    await update(network, 'modify', host).catch(() => {
      throw error
    })
  }
}

/** A network that is not active has no live state to change. */
async function update(network: string, verb: 'add-last' | 'modify' | 'delete', host: string): Promise<void> {
  const info = await runWords(['virsh', 'net-info', network])
  const live = /^Active:\s+yes$/m.test(info) ? ['--live'] : []
  await runWords(['virsh', 'net-update', network, verb, 'ip-dhcp-host', host, '--config', ...live])
}
