/** What a command line says itself, so that site settings do not say it again in another way. */

import type { GuestWords } from './guest-words.ts'
import { settableOptions } from './options.ts'

/** Each says the same thing, or one thing in ways that exclude one another. */
const RIVALS: string[][] = [
  ['bridge', 'interface'],
  ['label', 'entry'],
  ['quiet', 'verbose', 'debug'],
  ['json', 'output-format'],
  ['uuid'],
  ['ip'],
]

/** Names of the options in `words`, and of those that the guest's words stand for. */
export function saidOptions(words: string[], guest: GuestWords): Set<string> {
  const end = words.indexOf('--')
  const options = (end < 0 ? words : words.slice(0, end)).flatMap((word) => {
    const name = /^--([^=]+)/.exec(word)?.[1]
    return name === undefined ? shortOptions(word) : [name]
  })
  return new Set([
    ...options,
    ...(guest.bridge === null ? [] : ['bridge']),
    ...(guest.uuid === null ? [] : ['uuid']),
    ...(guest.address === null ? [] : ['ip']),
  ])
}

/** Settings that count no more where `said` was said nearer to the call. */
export function silencedBy(said: ReadonlySet<string>): Set<string> {
  return new Set(RIVALS.filter((names) => names.some((name) => said.has(name))).flat())
}

/** `-qv`: quiet, verbose. */
function shortOptions(word: string): string[] {
  const letters = /^-([a-z]+)$/.exec(word)?.[1] ?? ''
  return Object.entries(settableOptions).flatMap(([name, option]) =>
    'alias' in option && typeof option.alias === 'string' && letters.includes(option.alias) ? [name] : [],
  )
}
