/** `hosts mac`: prints an unused MAC address. */

import type { Hypervisor } from '../../../hosts/index.ts'
import { hostsCommand } from './hosts-command.ts'
import { takenMacs } from './unused.ts'

export const mac = hostsCommand({
  name: 'mac',
  summary: 'print a MAC address that neither the store, xl, libvirt nor VirtualBox uses',
  options: {
    hypervisor: {
      describe: 'the hypervisor whose address range to use',
      choices: ['xen', 'virtualbox', 'libvirt', 'none'],
      default: 'xen',
    },
  } as const,
  work: async ({ read }, given) => {
    const { freeMac, knownMacs } = await import('../../../hosts/index.ts')
    const known = new Set([...knownMacs(read()), ...(await takenMacs())])
    const hypervisor = given.hypervisor as Hypervisor
    return { mac: freeMac(hypervisor, known), hypervisor }
  },
  sentences: ({ mac }) => [mac],
})
