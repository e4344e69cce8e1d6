/** The content of an ini file in which sections may be repeated. */

import type { IniFile } from './ini-file.ts'
import { IniSection, type Section } from './ini-section.ts'

/** Merges sections of one title at the place of the first. */
export function sectionsOf({ path, sections }: IniFile): Section[] {
  const byTitle = new Map<string, IniSection>()
  for (const section of sections) {
    const { title, keys } = section
    const first = byTitle.get(title)
    const whole = first && new IniSection(path, title, first.line, [...first.keys, ...keys])
    byTitle.set(title, whole ?? section)
  }
  return [...byTitle.values()]
}
