/** `hosts list`. */

import { command } from '../../command.ts'
import { tableLines } from '../../table.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { documentsOf, work } from './work.ts'

const COLUMNS = ['name', 'mac', 'ip', 'network', 'profile', 'boot', 'hypervisor'] as const

export const list = command({
  name: 'list',
  summary: 'list the hosts of the store',
  options: hostsOptions,
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      ({ read }) => {
        const store = read()
        return documentsOf(store, store.hosts)
      },
      (hosts) =>
        tableLines([
          COLUMNS.map((column) => column.toUpperCase()),
          ...hosts.map((host) => COLUMNS.map((column) => String(host[column] ?? '-'))),
        ]),
    ),
})
