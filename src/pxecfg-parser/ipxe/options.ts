/** Parses the options of a command, which come before its words. Source: ipxe src/core/getopt.c and parseopt.c. */

import { type Failure, fail } from './failure.ts'
import { parseInteger } from './setting-types.ts'

/** What an option takes: nothing, a text, a number (ms, a drive, a bit), a key. */
export type OptionKind = 'flag' | 'text' | 'number' | 'key'

/** The options of a command by name: the letter, and what the option takes. */
export type OptionTable = Readonly<Record<string, readonly [letter: string, kind: OptionKind]>>

/** The arguments of a command: options by their long names, and words. */
export interface Arguments {
  flags: ReadonlySet<string>
  texts: ReadonlyMap<string, string>
  numbers: ReadonlyMap<string, number>
  words: readonly string[]
}

/** The options and words that a command takes. */
export interface Syntax {
  options: OptionTable
  /** The fewest and the most words that it takes. */
  words: readonly [min: number, max: number]
}

/** Reads what follows a command's name, as its syntax has it. */
export function readArguments(given: readonly string[], { options, words }: Syntax): Arguments | Failure {
  const flags = new Set<string>()
  const texts = new Map<string, string>()
  const numbers = new Map<string, number>()
  let at = 0

  const take = (name: string, inline: string | null): Failure | null => {
    const kind = options[name]?.[1] ?? 'flag'
    if (kind === 'flag') {
      flags.add(name)
      return inline === null ? null : fail('unknown-option', `option --${name} takes no value`)
    }
    const value = inline ?? given[at++]
    if (value === undefined) return fail('missing-value', `option --${name} needs a value`)
    texts.set(name, value)
    if (kind === 'text') return null
    const number = kind === 'key' && value.length === 1 ? value.charCodeAt(0) : parseInteger(value)
    if (number === null) return fail('not-a-number', `--${name}: "${value}" is not a number`)
    numbers.set(name, number)
    return null
  }

  while (at < given.length) {
    const word = given[at] ?? ''
    if (!word.startsWith('-')) break
    at++
    if (word === '--') break
    const failure =
      word === '-'
        ? fail('unknown-option', 'unknown option "-"')
        : word.startsWith('--')
          ? long(word.slice(2))
          : short(word.slice(1))
    if (failure !== null) return failure
  }
  const rest = given.slice(at)
  if (rest.length < words[0] || rest.length > words[1]) {
    return fail('wrong-words', `takes ${count(words)}, not ${rest.length}`)
  }
  return { flags, texts, numbers, words: rest }

  function long(text: string): Failure | null {
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    if (name === 'help') return fail('asks-for-usage', '--help asks for its usage, and that is a failure')
    if (!Object.hasOwn(options, name)) return fail('unknown-option', `unknown option "--${name}"`)
    return take(name, equals < 0 ? null : text.slice(equals + 1))
  }

  function short(letters: string): Failure | null {
    for (let index = 0; index < letters.length; index++) {
      const letter = letters[index] ?? ''
      const name = Object.keys(options).find((name) => options[name]?.[0] === letter)
      if (name === undefined) {
        if (letter === 'h') return fail('asks-for-usage', '-h asks for its usage, and that is a failure')
        return fail('unknown-option', `unknown option "-${letter}"`)
      }
      const takesValue = options[name]?.[1] !== 'flag'
      const inline = takesValue && index + 1 < letters.length ? letters.slice(index + 1) : null
      const failure = take(name, inline)
      if (failure !== null) return failure
      if (takesValue) break
    }
    return null
  }
}

function count([min, max]: readonly [number, number]): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${min} words`
  return min === max ? `${min} words` : `${min} to ${max} words`
}
