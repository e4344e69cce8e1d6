/** `hosts mac`. */

import type { Hypervisor } from '../../../hosts/index.ts'
import { command } from '../../command.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { takenMacs } from './unused.ts'
import { work } from './work.ts'

export const mac = command({
  name: 'mac',
  summary: 'print a free MAC address: none of the store, xl, libvirt or VirtualBox',
  options: {
    hypervisor: {
      describe: 'whose addresses it is of',
      choices: ['xen', 'virtualbox', 'libvirt', 'none'],
      default: 'xen',
    },
    ...hostsOptions,
  } as const,
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ read }) => {
        const { freeMac } = await import('../../../hosts/index.ts')
        const known = new Set([...read().byMac.keys(), ...(await takenMacs())])
        const hypervisor = given.hypervisor as Hypervisor
        return { mac: freeMac(hypervisor, known), hypervisor }
      },
      ({ mac }) => [mac],
    ),
})
