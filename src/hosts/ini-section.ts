/** A section of an ini file and the values of its keys. A file may have ten thousand sections. */

import type { KeyLine } from './ini-line.ts'

/** What readers of a section need of it. */
export interface Section {
  /** The text between the brackets; empty for keys before the first section. */
  title: string
  /** `FILE:LINE`; null: the command line. */
  place: string | null
  values: ReadonlyMap<string, SectionValue>
}

/** A key's value. */
export interface SectionValue {
  /** The texts of a list are joined by commas. */
  text: string
  /** One text, or several for a list written as `key[] = ...` lines. */
  texts: readonly string[]
  place: string | null
}

/** A key in its line. */
export class IniKey implements SectionValue {
  readonly name: string
  readonly isList: boolean
  readonly value: string
  /** Index into the lines. */
  readonly line: number
  readonly path: string

  constructor(path: string, line: number, { name, isList, value }: KeyLine) {
    this.name = name
    this.isList = isList
    this.value = value
    this.line = line
    this.path = path
  }

  get text(): string {
    return this.value
  }

  get texts(): readonly string[] {
    return [this.value]
  }

  get place(): string {
    return `${this.path}:${this.line + 1}`
  }
}

/** A section below its header. */
export class IniSection implements Section {
  readonly title: string
  /** Index into the lines; -1: it has no header. */
  readonly line: number
  /** In order, with repetitions. */
  readonly keys: readonly IniKey[]
  readonly values: ReadonlyMap<string, SectionValue>
  readonly path: string

  constructor(path: string, title: string, line: number, keys: readonly IniKey[]) {
    this.path = path
    this.title = title
    this.line = line
    this.keys = keys
    this.values = valuesOf(keys)
  }

  get place(): string {
    return `${this.path}:${Math.max(this.line, 0) + 1}`
  }
}

/** The last of a key's lines counts, unless they form a list. */
function valuesOf(keys: readonly IniKey[]): Map<string, SectionValue> {
  const values = new Map<string, SectionValue & { isList: boolean }>()
  for (const key of keys) {
    const before = values.get(key.name)
    values.set(key.name, before?.isList || (before !== undefined && key.isList) ? longer(before, key) : key)
  }
  return values
}

function longer(list: SectionValue, { value, place }: IniKey): SectionValue & { isList: true } {
  const texts = [...list.texts, value]
  return { isList: true, text: texts.join(','), texts, place }
}
