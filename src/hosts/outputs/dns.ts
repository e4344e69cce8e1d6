/** Names and addresses in the form of /etc/hosts. */

import { effectiveText, type HostStore } from '../store.ts'

/** The file's text: a line `ADDRESS NAME.DOMAIN NAME` for each host that has an address. */
export function dnsText(store: HostStore): string {
  return store.hosts
    .filter(({ ip }) => ip !== null)
    .map((host) => {
      const domain = effectiveText(store, host, 'domain')
      const full = domain === null || host.name.includes('.') ? [] : [`${host.name}.${domain}`]
      return `${[host.ip, ...full, host.name].join(' ')}\n`
    })
    .join('')
}
