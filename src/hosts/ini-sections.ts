/** What an ini file says where sections and keys may be repeated. */

import { type IniFile, type IniKey, placeOf } from './ini-file.ts'

export interface Section {
  /** All between the brackets; empty before the first section. */
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
  const byTitle = new Map<string, Omit<Section, 'values'> & { values: Map<string, ValueOfKey> }>()
  for (const section of ini.sections) {
    const { title } = section
    const known = byTitle.get(title)
    const values = known?.values ?? new Map<string, ValueOfKey>()
    if (known === undefined) byTitle.set(title, { title, place: placeOf(ini, section), values })
    for (const key of section.keys) values.set(key.name, new ValueOfKey(ini, key, values.get(key.name)))
  }
  return [...byTitle.values()]
}

/** There may be a hundred thousand of them: only a place that somebody reads becomes text. */
class ValueOfKey implements SectionValue {
  readonly texts: readonly string[]
  readonly isList: boolean
  readonly ini: IniFile
  readonly key: IniKey

  /** `before`: what the section says of the key in the lines above. */
  constructor(ini: IniFile, key: IniKey, before: ValueOfKey | undefined) {
    this.isList = key.isList || (before?.isList ?? false)
    this.texts = this.isList && before !== undefined ? [...before.texts, key.value] : [key.value]
    this.ini = ini
    this.key = key
  }

  get place(): string {
    return placeOf(this.ini, this.key)
  }
}
