/** What a host would boot, as `explain` reports it from the boot tree. */

import { netmaskOf } from '../addresses.ts'
import { effective, findHost, textOf } from '../hosts/index.ts'
import type { Model } from './model.ts'
import { type Failure, failureOf, type RunCommand } from './run-command.ts'

/** The report, or why there is none. */
export interface Explanation {
  /** The report's sections; empty if there is no report. */
  sections: { title: string; lines: string[] }[]
  /** Why there is no report, or no boot; null: it boots. */
  failure: Failure | null
}

/** Plays the host's boot in `tree`, or in the one that the store's [output "pxelinux"] writes to. */
export async function explainHost(
  run: RunCommand,
  { store }: Model,
  name: string,
  tree: string | null,
): Promise<Explanation> {
  const host = findHost(store, name)
  const output = store.outputs.get('pxelinux')
  const root = tree ?? (output === undefined ? null : textOf(output, 'root'))
  if (root === null)
    return missing(
      'It is not known where the boot tree is.',
      'tspxeboot web --tree=DIR, or [output "pxelinux"] with root',
    )
  if (host.mac === null)
    return missing(`${host.name} has no MAC address yet.`, `tspxeboot hosts set ${host.name} mac=...`)
  const network = host.network === null ? undefined : store.networks.get(host.network)
  const option = (key: string, value: string | null | undefined) => (value ? [`--${key}=${value}`] : [])
  const server = effective(store, host, 'next-server')?.value
  const answer = await run([
    ...['explain', host.mac, `--tree=${root}`],
    ...option('ip', host.ip),
    ...option('netmask', network === undefined ? null : netmaskOf(network.subnet.prefixLength)),
    ...option('gateway', effective(store, host, 'gateway')?.value),
    ...option('server', server),
    ...option('next-server', server),
    ...option('bootfile', effective(store, host, 'boot-file')?.value),
  ])
  const sections = sectionsOf(answer.stdout)
  return { sections, failure: sections.length > 0 ? null : failureOf(answer) }
}

function missing(message: string, hint: string): Explanation {
  return { sections: [], failure: { code: null, message, hint } }
}

/** Splits the text of a report: titles are not indented, everything else is. */
function sectionsOf(report: string): Explanation['sections'] {
  const sections: Explanation['sections'] = []
  for (const line of report.trimEnd().split('\n')) {
    if (/^\S/.test(line)) sections.push({ title: line, lines: [] })
    else sections.at(-1)?.lines.push(line.replace(/^ {2}/, ''))
  }
  return sections.map(({ title, lines }) => ({ title, lines: lines.join('\n').trimEnd().split('\n') }))
}
