/** `hosts show NAME`: shows a host's values and where each comes from. */

import type { HostValues, Origin } from '../../../hosts/index.ts'
import { tableLines } from '../../table.ts'
import { hostsCommand } from './hosts-command.ts'
import { oneName } from './options.ts'

export const show = hostsCommand({
  name: 'show',
  summary: 'show a host: each value in effect, and where it comes from',
  positionals: oneName,
  work: async ({ read }, given) => {
    const { findHost, hostOrigins, hostValues } = await import('../../../hosts/index.ts')
    const store = read()
    const host = findHost(store, given.name)
    return { ...hostValues(store, host), origins: hostOrigins(store, host) }
  },
  sentences: ({ origins, ...values }) => lines(values as HostValues, origins as Record<string, Origin>),
})

function lines(values: HostValues, origins: Record<string, Origin>): string[] {
  const rows = Object.entries(values)
    .filter(([key, value]) => value !== null || origins[key] !== undefined)
    .map(([key, value]) => [
      key,
      String(value ?? 'none'),
      origins[key] === undefined ? '' : placeText(origins[key]),
    ])
  return tableLines(rows)
}

function placeText({ from, file, line }: Origin): string {
  return `${from}, ${file}:${line}`
}
