/** `hosts discover`: lists MAC addresses that are in use but not in the store. */

import { DEFAULT_STATE_DIR } from '../../../paths.ts'
import { tableLines } from '../../table.ts'
import { hostsCommand } from './hosts-command.ts'
import { addressOptions } from './unused.ts'

/** A machine on the network that is not a host of the store. */
interface Stranger {
  mac: string
  /** The address of its lease; null: none. */
  ip: string | null
  /** The name that it sent; null: none. */
  name: string | null
  /** When `serve` last heard it (ISO 8601); null: never. */
  heard: string | null
  /** The file and line that say so. */
  file: string
  line: number
}

export const discover = hostsCommand({
  name: 'discover',
  summary: 'list MAC addresses from leases, or heard by serve, that belong to no host',
  options: { leases: addressOptions.leases },
  work: async ({ read }, given) => {
    const { findHeard, findLeases } = await import('../../../hosts/imports/index.ts')
    const { byMac } = read()
    const stateDir = given['state-dir'] ?? DEFAULT_STATE_DIR
    const strangers = new Map<string, Stranger>()
    for (const { mac, ip, name, file, line } of findLeases(stateDir, given.leases ?? null))
      strangers.set(mac, { mac, ip, name, heard: null, file, line })
    for (const { mac, at, file, line } of findHeard(stateDir))
      strangers.set(mac, { mac, ip: null, name: null, file, line, ...strangers.get(mac), heard: at })
    return [...strangers.values()].filter(({ mac }) => !byMac.has(mac))
  },
  sentences: (strangers) =>
    strangers.length === 0
      ? []
      : tableLines([
          ['MAC', 'IP', 'NAME', 'HEARD', 'WHERE'],
          ...strangers.map(({ mac, ip, name, heard, file, line }) => [
            mac,
            ip ?? '-',
            name ?? '-',
            heard ?? '-',
            `${file}:${line}`,
          ]),
        ]),
})
