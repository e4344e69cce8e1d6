/** `hosts xl NAME` and `hosts libvirt NAME`: print a host's domain configuration. */

import type { Domain } from '../../../hosts/index.ts'
import type { Example } from '../../command.ts'
import { hostsCommand } from './hosts-command.ts'
import { oneName } from './options.ts'

/** The command `hosts xl`. */
export const xl = domainCommand(
  'xl',
  "print the configuration of a host's Xen domain",
  ['tspxeboot hosts xl web1 > /etc/xen/web1.cfg', 'for xl create'],
  async (domain) => (await import('../../../hosts/index.ts')).xlConfiguration(domain),
)

/** The command `hosts libvirt`. */
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
  return hostsCommand({
    name,
    summary,
    positionals: oneName,
    examples: [example],
    work: async ({ read, noDisk }, given) => {
      const { domainOf, findHost, makeNoDisk } = await import('../../../hosts/index.ts')
      const store = read()
      const domain = domainOf(store, findHost(store, given.name), noDisk)
      makeNoDisk(domain)
      return { configuration: await configurationOf(domain) }
    },
    sentences: ({ configuration }) => configuration.trimEnd().split('\n'),
  })
}
