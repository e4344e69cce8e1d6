/** What a change came to, shown once by the page that the browser goes to next. */

import { randomBytes } from 'node:crypto'

const MOST = 100

export interface Notices {
  /** Keeps a text and returns the word by which the next page asks for it. */
  keep(text: string): string
  /** The text of that word, which is then forgotten; null: none. */
  take(word: string | undefined): string | null
}

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
