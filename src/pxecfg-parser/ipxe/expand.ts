/**
 * Expands `${...}` in one word until there is none left. Source: ipxe src/core/settings.c (expand_settings).
 */

import { SCRIPT_LIMITS } from './limits.ts'

/** An expansion that does not end or grows too large; the message is for an error. */
export class ExpansionLoop extends Error {}

/**
 * Expands a word. `show` returns the value of a name; `work` gets the number of characters examined. The first `}` that
 * has a `${` before it ends an expansion, and the last `${` before that begins it. Throws ExpansionLoop.
 */
export function expand(
  word: string,
  show: (name: string) => string,
  work: (characters: number) => void,
): string {
  let text = word
  // There is no complete expansion before `from`; `opens` has the places of `${` there.
  let from = 0
  const opens: number[] = []
  for (let round = 0; ; round++) {
    const end = nextEnd(text, from, opens)
    const start = opens.pop()
    if (end < 0 || start === undefined) return text
    const value = show(text.slice(start + 2, end))
    work(text.length + value.length)
    text = text.slice(0, start) + value + text.slice(end + 1)
    if (round >= SCRIPT_LIMITS.rounds)
      throw new ExpansionLoop(`more than ${SCRIPT_LIMITS.rounds} expansions in one word`)
    if (text.length > SCRIPT_LIMITS.word)
      throw new ExpansionLoop(`a word grows beyond ${SCRIPT_LIMITS.word} bytes`)
    from = Math.max(start - 1, 0)
    while ((opens.at(-1) ?? -1) >= from) opens.pop()
  }
}

/** The place of the first `}` from `from` on that has a `${` before it; -1: none. Each `${` passed goes to `opens`. */
function nextEnd(text: string, from: number, opens: number[]): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '$' && text[at + 1] === '{') opens.push(at)
    else if (char === '}' && opens.length > 0) return at
  }
  return -1
}
