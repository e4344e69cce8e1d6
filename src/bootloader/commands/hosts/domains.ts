/** `hosts xl NAME` and `hosts libvirt NAME`. */

import type { Domain } from '../../../hosts/index.ts'
import { command, type Example } from '../../command.ts'
import { hostsOptions, hostsSettings, oneName } from './options.ts'
import { work } from './work.ts'

export const xl = domainCommand(
  'xl',
  "print the configuration of a host's Xen domain",
  ['tspxeboot hosts xl web1 > /etc/xen/web1.cfg', 'for xl create'],
  async (domain) => (await import('../../../hosts/index.ts')).xlConfiguration(domain),
)

export const libvirt = domainCommand(
  'libvirt',
  "print the XML of a host's libvirt domain",
  ['tspxeboot hosts libvirt web1 > web1.xml', 'for virsh define'],
  async (domain) => (await import('../../../hosts/index.ts')).libvirtDomain(domain),
)

/** A command that prints what a toolstack reads to make the host's domain. */
function domainCommand(
  name: string,
  summary: string,
  example: Example,
  configurationOf: (domain: Domain) => Promise<string>,
) {
  return command({
    name,
    summary,
    positionals: oneName,
    options: hostsOptions,
    examples: [example],
    settings: hostsSettings,
    read: (given) => given,
    run: (given) =>
      work(
        given,
        async ({ read, noDisk }) => {
          const { domainOf, findHost, makeNoDisk } = await import('../../../hosts/index.ts')
          const store = read()
          const domain = domainOf(store, findHost(store, given.name), noDisk)
          makeNoDisk(domain)
          return { configuration: await configurationOf(domain) }
        },
        ({ configuration }) => configuration.trimEnd().split('\n'),
      ),
  })
}
