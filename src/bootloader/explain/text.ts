/** The report of `explain` as text: what happened, in that order. */

import { readable } from '../../byte-text.ts'
import { visible } from '../log/visible.ts'
import { configurationSection, entriesSection } from './config-sections.ts'
import type { DryRun } from './dry-run.ts'
import { entrySection } from './entry-section.ts'
import { dhcpSection, networkSection } from './network-sections.ts'
import { filesSection, hypervisorSection, outcomeSection, warningsSection } from './result-sections.ts'
import type { Section } from './section.ts'
import { timeSection } from './time-section.ts'

const SECTIONS: ((dryRun: DryRun) => Section)[] = [
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

/** The whole report. `colours`: titles in bold, by ANSI sequences, which text from the network can never contain. */
export function explainText(dryRun: DryRun, { colours }: { colours: boolean }): string {
  const title = (text: string): string => (colours ? `\x1b[1m${text}\x1b[0m` : text)
  return SECTIONS.map((section) => section(dryRun))
    .filter(({ lines }) => lines.length > 0)
    .map((section) =>
      [title(shown(section.title)), ...section.lines.map((line) => `  ${shown(line)}`.trimEnd())].join('\n'),
    )
    .join('\n\n')
    .concat('\n')
}

/** Byte text made safe to print on a terminal. */
function shown(line: string): string {
  return visible(readable(line))
}
