/** Outcomes of changes, each shown once, by the page that follows the change. */

import { randomBytes } from 'node:crypto'

const MOST = 100

/** The stored texts. */
export interface Notices {
  /** Stores a text and returns the key by which the next page gets it. */
  keep(text: string): string
  /** Removes and returns the text of that key; null: there is none. */
  take(word: string | undefined): string | null
}

/** An empty store. */
export function notices(): Notices {
  const texts = new Map<string, string>()
  return {
    keep(text) {
      const word = randomBytes(8).toString('hex')
      texts.set(word, text)
      const [oldest] = texts.keys()
      if (texts.size > MOST && oldest !== undefined) texts.delete(oldest)
      return word
    },
    take(word = '') {
      const text = texts.get(word) ?? null
      texts.delete(word)
      return text
    },
  }
}
