/**
 * A plain bootloader call, as a hypervisor makes it: known options with their values, and a guest's words. Each boot
 * waits for its command line to be read, and yargs with the table of all commands takes as long as two starts of Node.
 * Whatever is not that plain is left to yargs, which reads these calls alike.
 */

import type { Option, OptionTable, Values } from '../command.ts'
import { boot } from '../commands/boot/index.ts'
import { PAIR } from '../request/guest-words.ts'
import { getoptWords, spreadWords } from './caller-words.ts'
import type { Call } from './command-line.ts'

const OPTIONS: OptionTable = boot.options

/** null: it is another call, or not so plain. */
export function plainCall(argv: string[]): Call | null {
  const words = spreadWords(getoptWords(argv, takesValue), takesValue)
  const given: Values = {}
  const guestWords: string[] = []
  for (const word of words) {
    if (!word.startsWith('-')) guestWords.push(word)
    else if (!take(word, given)) return null
  }
  // A word of another kind may be a command's, and yargs takes quotes away.
  if (!PAIR.test(guestWords[0] ?? '') || guestWords.some((word) => !isGuestWord(word))) return null
  return { command: boot, given: { ...given, words: guestWords, rest: [] }, commands: [boot] }
}

function takesValue(name: string): boolean {
  return OPTIONS[name]?.type === 'string'
}

/** Adds an option to `given`; false: it is not a plain one. */
function take(word: string, given: Values): boolean {
  const [, name = '', value] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word) ?? []
  const option: Option | undefined = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
  if (option === undefined || name in given || option.array) return false
  if (option.type === 'boolean') {
    given[name] = true
    return value === undefined
  }
  if (value === undefined || value === '' || isQuoted(value)) return false
  given[name] = value
  return option.choices === undefined || option.choices.includes(value)
}

function isGuestWord(word: string): boolean {
  return (PAIR.test(word) || word.startsWith('/')) && !isQuoted(word)
}

function isQuoted(text: string): boolean {
  return /^['"]/.test(text)
}
