/** The hosts of a libvirt network, in the words of its XML (formatnetwork, element host). */

import type { Host } from '../store.ts'

/** One element a host, by its MAC; those without an address have none. */
export function libvirtHosts(hosts: readonly Host[]): Map<string, string> {
  return new Map(
    hosts.flatMap(({ mac, ip, name }) =>
      mac === null || ip === null ? [] : [[mac, `<host mac='${mac}' name='${name}' ip='${ip}'/>`] as const],
    ),
  )
}
