/** `hosts list`: lists the hosts of the store. */

import type { HostValues } from '../../../hosts/index.ts'
import { tableLines } from '../../table.ts'
import { hostsCommand } from './hosts-command.ts'
import { documentsOf } from './place.ts'

const COLUMNS = ['name', 'mac', 'ip', 'network', 'profile', 'boot', 'hypervisor'] as const

export const list = hostsCommand({
  name: 'list',
  summary: 'list the hosts of the store',
  async work({ read }, { json }): Promise<HostValues[]> {
    const store = read()
    if (json) return documentsOf(store, store.hosts)
    const { effectiveText } = await import('../../../hosts/index.ts')
    return store.hosts.map((host) => {
      const { name, mac, ip, network, profile, boot } = host
      return { name, mac, ip, network, profile, boot, hypervisor: effectiveText(store, host, 'hypervisor') }
    })
  },
  sentences: (hosts) =>
    tableLines([
      COLUMNS.map((column) => column.toUpperCase()),
      ...hosts.map((host) => COLUMNS.map((column) => String(host[column] ?? '-'))),
    ]),
})
