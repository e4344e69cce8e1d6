/** The report's sections about the configuration: the names tried, the entries, and the default. */

import type { Menu, Origin } from '../../pxecfg-parser/index.ts'
import { type DryRun, eventsOf } from './dry-run.ts'
import { fileOutcome } from './file-outcomes.ts'
import { playedProgram } from './played-program.ts'
import { columns, placeOf, type Section } from './section.ts'

/** The names tried, and what was found. */
export function configurationSection(dryRun: DryRun): Section {
  const { config } = dryRun.report
  const row = ({ result, file, url }: { result: string; file: string; url: string }): string[] => [
    result,
    file,
    noteOf(dryRun, url, result),
  ]
  const included = eventsOf(dryRun, 'ConfigIncluded')
  const [server] = /^[a-z]+:\/\/[^/]*/i.exec(config?.tried[0]?.url ?? '') ?? []
  return {
    title: `Configuration${server === undefined ? '' : ` on ${server}`}`,
    lines: [
      ...programLines(dryRun),
      ...columns((config?.tried ?? []).map(row)),
      ...(included.length === 0 ? [] : ['', 'and from there:']),
      ...columns(included.map(row)),
    ],
  }
}

function programLines({ report }: DryRun): string[] {
  const { program } = report
  return program === null
    ? []
    : [`read by ${playedProgram(report)?.title ?? program.name}: ${program.because}`, '']
}

/** The size of a file that exists; for one that the server refused, why. */
function noteOf(dryRun: DryRun, url: string, result: string): string {
  const outcome = fileOutcome(dryRun, url)
  if (outcome === null) return ''
  if (outcome.error === null) return result === 'found' ? `${outcome.bytes} bytes` : 'empty'
  return outcome.error.code === 'E_FETCH_NOT_FOUND' ? '' : outcome.error.message
}

/** The entries. `*` marks the default, `>` the chosen one. */
export function entriesSection({ report }: DryRun): Section {
  const { menu, labels, entry } = report
  if (menu !== null) {
    const title = `Menu ${JSON.stringify(menu.title)}`
    return { title, lines: [...menuLines(menu, ''), '', ...menuDefault(report)] }
  }
  const first = report.default?.value.split(/\s/, 1)[0]
  const lines = labels.map(
    (label) => `${label === first ? '*' : ' '}${label === entry?.label ? '>' : ' '} ${label}`,
  )
  const said = report.default
  if (report.config?.file == null || (labels.length === 0 && said === null))
    return { title: 'Entries', lines: [] }
  const why = said === null ? 'the configuration names no default' : `* the default: ${quoted(said)}`
  return { title: 'Entries', lines: [...lines, ...(lines.length > 0 ? [''] : []), why] }
}

function menuLines(menu: Menu, indent: string): string[] {
  return menu.entries.flatMap((entry, at) => {
    const words = [
      entry.label === null || entry.label === entry.display ? '' : `(${entry.label})`,
      entry.hidden ? 'hidden' : '',
      entry.disabled && !entry.separator ? 'disabled' : '',
      entry.password === undefined ? '' : 'password',
    ].filter(Boolean)
    const line =
      `${indent}${at === menu.defaultIndex ? '*' : ' '} ${entry.separator ? '' : entry.display} ${words.join(' ')}`.trimEnd()
    return entry.submenu === undefined ? [line] : [`${line} >`, ...menuLines(entry.submenu, `${indent}  `)]
  })
}

function menuDefault({ menu, steps, default: said }: DryRun['report']): string[] {
  const entry = menu?.entries[menu.defaultIndex]
  if (menu === null || entry === undefined) return ['no entry can be chosen']
  const origin = steps.find(({ label, origin }) => label === entry.label && origin !== null)?.origin
  const marked = origin ? `${origin.directive}, ${placeOf(origin)}` : 'marked as such'
  const why = entry.default ? marked : 'the first entry, because none is marked as such'
  return [
    `* the default: ${why}${menu.timeoutMs > 0 ? `; it boots after ${menu.timeoutMs / 1000} s` : '; it waits for a key'}`,
    ...(said === null ? [] : [`  the menu itself: ${quoted(said)}`]),
  ]
}

function quoted(origin: Origin): string {
  return `${origin.directive} ${origin.value}, ${placeOf(origin)}`
}
