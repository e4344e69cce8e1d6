/** The configuration's parts of the report: what was tried, what there is, and what was chosen why. */

import type { Menu } from '../../pxecfg-parser/index.ts'
import type { BootReport } from '../report.ts'
import { type Story, told } from './story.ts'
import { columns, type Section } from './text.ts'

export function configurationSection(story: Story): Section {
  const { config } = story.report
  if (config === null) return { title: 'Configuration', lines: [] }
  const failures = new Map(
    told(story, 'FetchFailed').map(({ url, code, message }) => [
      url,
      code === 'E_FETCH_NOT_FOUND' ? '' : message,
    ]),
  )
  const included = told(story, 'ConfigIncluded').map(({ result, file, url }) => [
    result,
    file,
    failures.get(url) ?? '',
  ])
  const tried = config.tried.map(({ result, file, url }) => [result, file, failures.get(url) ?? ''])
  return {
    title: 'Configuration',
    lines: [
      ...columns(tried),
      ...(included.length === 0 ? [] : ['', 'and by INCLUDE, CONFIG or menu:']),
      ...columns(included),
    ],
  }
}

export function entriesSection({ report }: Story): Section {
  if (report.menu !== null)
    return { title: `Menu ${JSON.stringify(report.menu.title)}`, lines: menuLines(report.menu, '') }
  return {
    title: 'Labels',
    lines: report.labels.map((label) => `${label === report.entry?.label ? '*' : ' '} ${label}`),
  }
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

export function entrySection({ report }: Story): Section {
  const { entry, steps } = report
  const why = steps.map(
    ({ command, because, origin }) =>
      `${command}: ${because}${origin === null ? '' : `, ${placeOf(origin)}`}`,
  )
  if (entry === null) return { title: 'Chosen', lines: why }
  const shaped = entry.origins.map((origin) => [placeOf(origin), `${origin.directive} ${origin.value}`])
  return {
    title: `Chosen: ${entry.label ?? 'a command that is no label'}`,
    lines: [
      ...why,
      ...(shaped.length === 0 ? [] : ['', 'shaped by']),
      ...columns(shaped),
      ...cmdlineLines(entry),
    ],
  }
}

function cmdlineLines({ parts }: NonNullable<BootReport['entry']>): string[] {
  if (parts.length === 0) return []
  return [
    '',
    'command line',
    ...columns(
      parts.map(({ from, text, origin }) => [
        origin === null ? (OWN[from] ?? from) : placeOf(origin),
        from,
        text.trim(),
      ]),
    ),
  ]
}

/** Where the parts come from that no directive wrote. */
const OWN: Record<string, string> = {
  BOOT_IMAGE: 'PXELINUX itself',
  typed: 'typed',
  ARGS: '--args',
  SYSAPPEND: 'PXELINUX itself',
}

function placeOf({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`
}
