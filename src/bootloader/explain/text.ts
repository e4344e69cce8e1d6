/** The report of `explain` as text: what happened in the order in which it happened, for a tired admin. */

import { readable } from '../../byte-text.ts'
import { visible } from '../log/visible.ts'
import { configurationSection, entriesSection } from './config-sections.ts'
import { entrySection } from './entry-section.ts'
import { dhcpSection, networkSection } from './network-sections.ts'
import { filesSection, hypervisorSection, outcomeSection, warningsSection } from './result-sections.ts'
import type { Story } from './story.ts'
import { timeSection } from './time-section.ts'

/** A part of the report; one without lines is left out. Lines are byte text. */
export interface Section {
  title: string
  lines: string[]
}

const SECTIONS: ((story: Story) => Section)[] = [
  networkSection,
  dhcpSection,
  configurationSection,
  entriesSection,
  entrySection,
  filesSection,
  hypervisorSection,
  warningsSection,
  timeSection,
  outcomeSection,
]

/** The whole report. `colours`: titles in bold, by ANSI sequences; text from the network never holds one. */
export function explainText(story: Story, { colours }: { colours: boolean }): string {
  const title = (text: string): string => (colours ? `\x1b[1m${text}\x1b[0m` : text)
  return SECTIONS.map((section) => section(story))
    .filter(({ lines }) => lines.length > 0)
    .map((section) =>
      [title(shown(section.title)), ...section.lines.map((line) => `  ${shown(line)}`.trimEnd())].join('\n'),
    )
    .join('\n\n')
    .concat('\n')
}

/** Byte text as it may be printed: it cannot drive a terminal. */
function shown(line: string): string {
  return visible(readable(line))
}

/** Rows with their cells below one another; the last cell is not padded. */
export function columns(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>((known, row) => {
    for (const [at, cell] of row.slice(0, -1).entries())
      known[at] = Math.max(known[at] ?? 0, Math.min(cell.length, 40))
    return known
  }, [])
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
