/** `hosts import FILE`: shows or adds the hosts of another program's file. */

import { ANY_FILE_KIND } from '../../../hosts/imports/file-kinds.ts'
import type { Imported } from '../../../hosts/imports/index.ts'
import { tableLines } from '../../table.ts'
import { hostsCommand } from './hosts-command.ts'
import { flag } from './options.ts'

export const importCommand = hostsCommand({
  name: 'import',
  summary: 'show which hosts could be imported from another program, and import them',
  positionals: {
    file: {
      required: true,
      describe: ANY_FILE_KIND,
    },
  },
  options: { apply: flag('add what fits') },
  examples: [
    ['tspxeboot hosts import /etc/dhcp/dhcpd.conf', 'what would be imported, and what collides'],
    ['tspxeboot hosts import hosts.csv --apply', 'adds the hosts of a table'],
  ],
  work: async ({ path, state }, given) => {
    const [{ importHosts }, { forgetHosts }] = await Promise.all([
      import('../../../hosts/imports/index.ts'),
      import('../../../hosts/index.ts'),
    ])
    const imported = await importHosts(path, given.file, given.apply ?? false)
    if (imported.applied)
      await forgetHosts(
        state,
        imported.hosts.map(({ name }) => name),
      )
    return documentOf(imported)
  },
  sentences: sentences,
  status: ({ findings }) => (findings.some(({ severity }) => severity === 'error') ? 1 : 0),
})

type ImportDocument = ReturnType<typeof documentOf>

function documentOf({ kind, applied, networks, profiles, hosts, unchanged, findings }: Imported) {
  const withValues = <T extends { values: ReadonlyMap<string, string> }>({ values, ...rest }: T) => ({
    ...rest,
    ...Object.fromEntries(values),
  })
  return {
    kind,
    applied,
    networks: networks.map(withValues),
    profiles: profiles.map(withValues),
    hosts: hosts.map(withValues),
    unchanged,
    findings,
  }
}

function sentences({
  kind,
  applied,
  networks,
  profiles,
  hosts,
  unchanged,
  findings,
}: ImportDocument): string[] {
  const rows = [
    ...networks.map(({ name }) => ['network', name, '', '']),
    ...profiles.map(({ name }) => ['profile', name, '', '']),
    ...hosts.map(({ name, mac, ip }) => ['host', name, mac ?? '-', ip ?? '-']),
  ]
  const left = new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ file, line }) => `${file}:${line}`),
  )
  const added = applied ? 'added' : 'would be added'
  return [
    ...tableLines(rows),
    ...findings.map(({ file, line, severity, message }) => `${file}:${line}: ${severity}: ${message}`),
    `${kind}: ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'} ${added}, ${unchanged.length} there already, ${left.size} left out`,
    ...(applied || rows.length === 0 ? [] : ['--apply adds them']),
  ]
}
