/**
 * The words of callers that know getopt(3) or hand all words over as one, as our parser takes them: each option with
 * its value in one word.
 */

import { PAIR } from '../request/guest-words.ts'

const BEFORE_OPTION = /\s+(?=--?[a-z])/
const BEFORE_PAIR = /\s+(?=[A-Za-z_]\w*\s*=)/
/** Options and a guest in one word; the domain's own `--args=` may hold anything. */
const OPTIONS_AND_GUEST = /^-(?!-args\b).*\smac\s*=/s

/** As getopt takes them, which pygrub's and pypxeboot's callers count on, a value may begin with a dash: `--args -x` as `--args=-x`, for each option that `takesValue`; what follows `--` stays as it is. */
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
 * libvirt hands all of <bootloader_args> over as one word: options before and behind the guest's keys become words
 * again, each with its value, if it `takesValue`. What follows `--` stays as it is.
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
