/** Names and addresses in the form of /etc/hosts. */

import { effective, type HostStore } from '../store.ts'

/** `ADDRESS NAME.DOMAIN NAME` a line, for each host that has an address. */
export function dnsText(store: HostStore): string {
  return store.hosts
    .filter(({ ip }) => ip !== null)
    .map((host) => {
      const domain = effective(store, host, 'domain')?.value
      const full = domain === undefined || host.name.includes('.') ? [] : [`${host.name}.${domain}`]
      return `${[host.ip, ...full, host.name].join(' ')}\n`
    })
    .join('')
}
