/**
 * Refuses options that are wrong in themselves, before yargs looks at the rest: to yargs, the word after an unknown
 * option is that option's value, and any value of a flag but `true` means false.
 */

import { BootError } from '../../boot-error.ts'
import { nearest } from '../../nearest.ts'
import type { Command, Option } from '../command.ts'
import { COMMON_OPTIONS } from '../manual/pages.ts'
import { GUEST_KEYS } from '../request/guest-words.ts'

/** Throws E_USAGE for the first long option of `words` that `command` does not know, or a flag with a value. */
export function refuseWrongOptions(words: readonly string[], command: Command): void {
  const end = words.indexOf('--')
  const options = new Map<string, Option>(Object.entries({ ...command.options, ...COMMON_OPTIONS }))
  for (const word of end < 0 ? words : words.slice(0, end)) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (name === undefined) continue
    const option = options.get(name)
    if (option === undefined) throw unknownOption(name, command)
    if (option.type === 'boolean' && value !== undefined && value !== 'true' && value !== 'false') {
      const what = `--${name} takes no value, but was given ${JSON.stringify(value)}`
      throw new BootError('E_USAGE', { what, hint: `give --${name} alone, or leave it out` })
    }
  }
}

/** The error for an option that `called` (null: no command) does not know. */
export function unknownOption(name: string, called: Command | null): BootError {
  return new BootError('E_USAGE', {
    what: `unknown option ${name.length === 1 ? '-' : '--'}${name}`,
    hint: hintFor(name, called),
  })
}

function hintFor(unknown: string, called: Command | null): string {
  if (GUEST_KEYS.has(unknown)) return `the guest's words have no dashes: ${unknown}=...`
  const guess = nearest(unknown, Object.keys({ ...called?.options, ...COMMON_OPTIONS }))
  return guess === null ? 'see tspxeboot --help' : `did you mean --${guess}?`
}
