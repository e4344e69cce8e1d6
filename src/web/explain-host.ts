/** What a host would boot, as `explain` reports it from the boot tree. */

import { findHost, textOf } from '../hosts/index.ts'
import type { Model } from './model.ts'
import { type Failure, failureOf, type RunCommand } from './run-command.ts'

/** The report, or why there is none. */
export interface Explanation {
  /** The report's sections; empty if there is no report. */
  sections: { title: string; lines: string[] }[]
  /** Why there is no report, or no boot; null: it boots. */
  failure: Failure | null
}

/** Where the store, its state and the boot tree are. */
export interface Place {
  hosts: string
  stateDir: string
  /** null: where the store's [output "pxelinux"] writes to. */
  tree: string | null
}

/** Plays the host's boot in the boot tree. */
export async function explainHost(
  run: RunCommand,
  { store }: Model,
  name: string,
  { hosts, stateDir, tree }: Place,
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
  const place = [`--tree=${root}`, `--hosts=${hosts}`, `--state-dir=${stateDir}`]
  const answer = await run(['explain', `host=${host.name}`, ...place])
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
