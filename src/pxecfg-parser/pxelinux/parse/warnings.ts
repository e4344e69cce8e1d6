/** Collects what is odd about a configuration, and finds the keyword that an unknown word resembles. */

import { distance } from 'fastest-levenshtein'
import type { Place, Warning } from '../../diagnostics.ts'
import type { WarningCode } from './warning-codes.ts'

/** UTF-8, UTF-16 little and big endian; as Latin-1. */
export const BYTE_ORDER_MARKS = ['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff'] as const

/** Enough to recognise a file of junk. */
const MAX_WARNINGS = 200
/** Unknown words that are compared with the known ones, per configuration. */
const MAX_COMPARED = 500

/** Letters beyond which a word resembles no keyword. */
const MAX_KEYWORD = 24

/** The warnings of one configuration, in order; `onWarning` is called for each. */
export class Warnings {
  readonly list: Warning[] = []
  readonly #onWarning: (warning: Warning) => void
  readonly #known = new Set<string>()
  #compared = 0

  constructor(onWarning: (warning: Warning) => void = () => {}) {
    this.#onWarning = onWarning
  }

  /** Adds a warning, but only one of a code about a place: menu.c32 reads everything again. */
  add(code: WarningCode, { file, line, column }: Place, message: string): void {
    const key = `${code} ${line} ${column} ${file}`
    if (this.list.length >= MAX_WARNINGS || this.#known.has(key)) return
    this.#known.add(key)
    const warning = { file, line, column, code, message }
    this.list.push(warning)
    this.#onWarning(warning)
  }

  /** The keyword that `word` seems to mean; null if none resembles it, or if enough words have been looked at. */
  nearest(word: string, keywords: Iterable<string>): string | null {
    if (this.#compared >= MAX_COMPARED) return null
    this.#compared++
    const name = /^[a-z]+/i.exec(word)?.[0].toLowerCase() ?? ''
    if (name.length > MAX_KEYWORD) return null
    for (const keyword of keywords) {
      if (keyword === name) return keyword
      if (
        word.length > 3 &&
        name === word.toLowerCase() &&
        distance(name, keyword) <= (keyword.length > 4 ? 2 : 1)
      )
        return keyword
    }
    return null
  }
}
