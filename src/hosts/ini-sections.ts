/** What an ini file says where sections and keys may be repeated. */

import { type IniFile, placeOf } from './ini-file.ts'

export interface Section {
  /** All between the brackets; empty for what stands before the first section. */
  title: string
  /** `FILE:LINE`; null: the command line. */
  place: string | null
  values: ReadonlyMap<string, SectionValue>
}

export interface SectionValue {
  /** One, or those of a list that is written as `key[] = ...` lines. */
  texts: readonly string[]
  place: string | null
}

/** Sections of one title are one; of a key's lines the last counts, unless they make a list. */
export function sectionsOf(ini: IniFile): Section[] {
  const byTitle = new Map<string, Section & { values: Map<string, SectionValue> }>()
  const lists = new Set<SectionValue>()
  for (const section of ini.sections) {
    const { title } = section
    const { values } = byTitle.get(title) ?? { values: new Map<string, SectionValue>() }
    if (!byTitle.has(title)) byTitle.set(title, { title, place: placeOf(ini, section), values })
    for (const key of section.keys) {
      const before = values.get(key.name)
      const isList = key.isList || (before !== undefined && lists.has(before))
      const value = {
        texts: isList && before !== undefined ? [...before.texts, key.value] : [key.value],
        place: placeOf(ini, key),
      }
      if (isList) lists.add(value)
      values.set(key.name, value)
    }
  }
  return [...byTitle.values()]
}
