/** `hosts discover`. */

import { DEFAULT_STATE_DIR } from '../../../paths.ts'
import { command } from '../../command.ts'
import { tableLines } from '../../table.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { addressOptions } from './unused.ts'
import { work } from './work.ts'

export const discover = command({
  name: 'discover',
  summary: 'list the MAC addresses that leases name, or that serve heard, and that no host has',
  options: { leases: addressOptions.leases, ...hostsOptions },
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ read }) => {
        const { findLeases } = await import('../../../hosts/imports/index.ts')
        const { byMac } = read()
        const leases = findLeases(given['state-dir'] ?? DEFAULT_STATE_DIR, given.leases ?? null)
        const strangers = new Map(
          leases.filter(({ mac }) => !byMac.has(mac)).map((lease) => [lease.mac, lease]),
        )
        return [...strangers.values()].map(({ mac, ip, name, file, line }) => ({ mac, ip, name, file, line }))
      },
      (strangers) =>
        strangers.length === 0
          ? []
          : tableLines([
              ['MAC', 'IP', 'NAME', 'WHERE'],
              ...strangers.map(({ mac, ip, name, file, line }) => [mac, ip, name ?? '-', `${file}:${line}`]),
            ]),
    ),
})
