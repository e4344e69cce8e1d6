/** What an ini file says where sections and keys may be repeated. */

import { type IniFile, type IniKey, type IniSection, placeOf } from './ini-file.ts'

export interface Section {
  /** All between the brackets; empty before the first section. */
  title: string
  /** `FILE:LINE`; null: the command line. */
  place: string | null
  values: ReadonlyMap<string, SectionValue>
}

export interface SectionValue {
  /** With commas between the texts of a list. */
  text: string
  /** One, or those of a list that is written as `key[] = ...` lines. */
  texts: readonly string[]
  place: string | null
}

/** Sections of one title are one; of a key's lines the last counts, unless they make a list. */
export function sectionsOf(ini: IniFile): Section[] {
  const byTitle = new Map<string, TitledSection>()
  for (const section of ini.sections) {
    const { title } = section
    const titled = byTitle.get(title) ?? new TitledSection(ini, section)
    byTitle.set(title, titled)
    const { values } = titled
    for (const key of section.keys) values.set(key.name, new ValueOfKey(ini, key, values.get(key.name)))
  }
  return [...byTitle.values()]
}

/** There may be ten thousand of them, and of values: only a place that somebody reads becomes text. */
class TitledSection implements Section {
  readonly title: string
  readonly values = new Map<string, ValueOfKey>()
  readonly ini: IniFile
  readonly section: IniSection

  constructor(ini: IniFile, section: IniSection) {
    this.title = section.title
    this.ini = ini
    this.section = section
  }

  get place(): string {
    return placeOf(this.ini, this.section)
  }
}

class ValueOfKey implements SectionValue {
  readonly ini: IniFile
  readonly key: IniKey
  readonly isList: boolean
  /** Those of the list in the lines above. */
  readonly above: readonly string[]

  /** `before`: what the section says of the key in the lines above. */
  constructor(ini: IniFile, key: IniKey, before: ValueOfKey | undefined) {
    this.ini = ini
    this.key = key
    this.isList = key.isList || (before?.isList ?? false)
    this.above = this.isList && before !== undefined ? before.texts : NONE
  }

  get text(): string {
    return this.above === NONE ? this.key.value : this.texts.join(',')
  }

  get texts(): readonly string[] {
    return [...this.above, this.key.value]
  }

  get place(): string {
    return placeOf(this.ini, this.key)
  }
}

const NONE: readonly string[] = []
