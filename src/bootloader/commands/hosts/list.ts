/** `hosts list`: lists the hosts of the store. */

import { tableLines } from '../../table.ts'
import { hostsCommand } from './hosts-command.ts'
import { documentsOf } from './place.ts'

const COLUMNS = ['name', 'mac', 'ip', 'network', 'profile', 'boot', 'hypervisor'] as const

export const list = hostsCommand({
  name: 'list',
  summary: 'list the hosts of the store',
  work: ({ read }) => {
    const store = read()
    return documentsOf(store, store.hosts)
  },
  sentences: (hosts) =>
    tableLines([
      COLUMNS.map((column) => column.toUpperCase()),
      ...hosts.map((host) => COLUMNS.map((column) => String(host[column] ?? '-'))),
    ]),
})
