/** The configuration's parts of the report: which names were tried, what entries there are, and the default. */

import type { Menu, Origin } from '../../pxecfg-parser/index.ts'
import { fileOutcome } from './file-outcomes.ts'
import { columns, placeOf, type Section } from './section.ts'
import { type Story, told } from './story.ts'

export function configurationSection(story: Story): Section {
  const { config } = story.report
  const row = ({ result, file, url }: { result: string; file: string; url: string }): string[] => [
    result,
    file,
    noteOf(story, url, result),
  ]
  const included = told(story, 'ConfigIncluded')
  const [server] = /^[a-z]+:\/\/[^/]*/i.exec(config?.tried[0]?.url ?? '') ?? []
  return {
    title: `Configuration${server === undefined ? '' : ` on ${server}`}`,
    lines: [
      ...programLines(story),
      ...columns((config?.tried ?? []).map(row)),
      ...(included.length === 0 ? [] : ['', 'and by INCLUDE, CONFIG or menu:']),
      ...columns(included.map(row)),
    ],
  }
}

/** Said where it is not PXELINUX, which is played for want of anything else. */
function programLines({ report: { program } }: Story): string[] {
  return program === null || program.name === 'pxelinux'
    ? []
    : [`read by ${program.name}: ${program.because}`, '']
}

/** The size of what is there, and what was wrong with what the server would not give. */
function noteOf(story: Story, url: string, result: string): string {
  const outcome = fileOutcome(story, url)
  if (outcome === null) return ''
  if (outcome.error === null) return result === 'found' ? `${outcome.bytes} bytes` : 'empty'
  return outcome.error.code === 'E_FETCH_NOT_FOUND' ? '' : outcome.error.message
}

/** `*`: the default; `>`: what was chosen. */
export function entriesSection({ report }: Story): Section {
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
  if (report.config?.file == null) return { title: 'Entries', lines: [] }
  const why = said === null ? 'no default: there is neither DEFAULT nor UI' : `* the default: ${quoted(said)}`
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

function menuDefault({ menu, steps, default: said }: Story['report']): string[] {
  const entry = menu?.entries[menu.defaultIndex]
  if (menu === null || entry === undefined) return ['no entry can be chosen']
  const origin = steps.find(({ origin }) => origin?.directive === 'MENU DEFAULT')?.origin
  const why = entry.default
    ? `MENU DEFAULT${origin ? `, ${placeOf(origin)}` : ''}`
    : 'the first entry, for there is no MENU DEFAULT'
  return [
    `* the default: ${why}${menu.timeoutMs > 0 ? `; it boots after ${menu.timeoutMs / 1000} s` : '; it waits for a key'}`,
    ...(said === null ? [] : [`  the menu itself: ${quoted(said)}`]),
  ]
}

function quoted(origin: Origin): string {
  return `${origin.directive} ${origin.value}, ${placeOf(origin)}`
}
