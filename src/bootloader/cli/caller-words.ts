/**
 * Rewrites the words of callers who count on getopt(3), or who pass everything as one word, into the form that our
 * parser takes: each option and its value as one word.
 */

import { PAIR } from '../request/guest-words.ts'

const BEFORE_OPTION = /\s+(?=--?[a-z])/
const BEFORE_PAIR = /\s+(?=[A-Za-z_]\w*\s*=)/
/** Options and a guest in one word. `--args=` is excluded, because its text may contain anything. */
const OPTIONS_AND_GUEST = /^-(?!-args\b).*\smac\s*=/s

/**
 * Turns `--args -x` into `--args=-x` for each option that `takesValue`: with getopt, on which callers of pygrub and
 * pypxeboot count, a value may begin with a dash. What follows `--` stays as it is.
 */
export function getoptWords(words: string[], takesValue: (name: string) => boolean): string[] {
  const end = words.indexOf('--')
  const options = end < 0 ? words : words.slice(0, end)
  const taken: string[] = []
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? ''
    const value = options[at + 1]
    const joins = word.startsWith('--') && value !== undefined && takesValue(word.slice(2))
    taken.push(joins ? `${word}=${value}` : word)
    if (joins) at++
  }
  return end < 0 ? taken : [...taken, ...words.slice(end)]
}

/**
 * Splits the one word in which libvirt passes all of <bootloader_args>: options before and after the guest's keys become
 * words again, each with its value if it `takesValue`. What follows `--` stays as it is.
 */
export function spreadWords(words: string[], takesValue: (name: string) => boolean): string[] {
  const end = words.indexOf('--')
  return words.flatMap((word, at) => {
    if (end >= 0 && at >= end) return [word]
    if (!PAIR.test(word) && !OPTIONS_AND_GUEST.test(word)) return [word]
    return word.split(BEFORE_OPTION).flatMap((part) => {
      if (!part.startsWith('-') || part.startsWith('--args')) return [part]
      const [option = '', ...guest] = part.split(BEFORE_PAIR)
      const [, name, value] = /^--(\S+)\s+(.+)$/s.exec(option) ?? []
      const joined = name !== undefined && takesValue(name) ? `--${name}=${value}` : option
      return [joined, ...guest]
    })
  })
}
