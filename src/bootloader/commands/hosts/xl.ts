/** `hosts xl NAME`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings, oneName } from './options.ts'
import { work } from './work.ts'

export const xl = command({
  name: 'xl',
  summary: "print the configuration of a host's Xen domain",
  positionals: oneName,
  options: hostsOptions,
  examples: [['tspxeboot hosts xl web1 > /etc/xen/web1.cfg', 'for xl create']],
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ read, noDisk }) => {
        const { domainOf, findHost, xlConfiguration, makeNoDisk } = await import('../../../hosts/index.ts')
        const store = read()
        const domain = domainOf(store, findHost(store, given.name), noDisk)
        makeNoDisk(domain)
        return { configuration: xlConfiguration(domain) }
      },
      ({ configuration }) => configuration.trimEnd().split('\n'),
    ),
})
