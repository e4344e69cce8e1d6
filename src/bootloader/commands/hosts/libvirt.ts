/** `hosts libvirt NAME`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings, oneName } from './options.ts'
import { work } from './work.ts'

export const libvirt = command({
  name: 'libvirt',
  summary: "print the XML of a host's libvirt domain",
  positionals: oneName,
  options: hostsOptions,
  examples: [['tspxeboot hosts libvirt web1 > web1.xml', 'for virsh define']],
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ read, noDisk }) => {
        const { domainOf, findHost, libvirtDomain, makeNoDisk } = await import('../../../hosts/index.ts')
        const store = read()
        const domain = domainOf(store, findHost(store, given.name), noDisk)
        makeNoDisk(domain)
        return { xml: libvirtDomain(domain) }
      },
      ({ xml }) => xml.trimEnd().split('\n'),
    ),
})
