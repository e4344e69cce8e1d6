/** The parser with every command. */

import yargs, { type Argv } from 'yargs'
import { BootError } from '../../boot-error.ts'
import { COMMON_OPTIONS, commandPages, type Page } from '../manual/pages.ts'
import { VERSION } from '../version.ts'
import { COMMANDS } from './commands.ts'
import { GUEST_KEYS } from './guest-words.ts'
import type { Found } from './invocation.ts'
import { nearest } from './nearest.ts'

const PAGES = commandPages()
const WITH_VALUE = new Set(
  PAGES.flatMap(({ options }) => Object.keys(options).filter((name) => options[name]?.type === 'string')),
)

/** Whether an option has a value, which may be the word behind it. */
export function takesValue(name: string): boolean {
  return WITH_VALUE.has(name)
}

/** A parser for `words` that tells `found` which command was called. Its failures are E_USAGE. */
export function commandLine(words: string[], found: Found): Argv {
  const parser = yargs(words)
    .scriptName('tspxeboot')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
      'dot-notation': false,
      'camel-case-expansion': false,
    })
    .locale('en')
    .version(VERSION)
    .help()
    .alias('help', 'h')
    .wrap(null)
    .strictOptions()
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof BootError ? error : usageError(message ?? error.message, words)
    })
  return COMMANDS.reduce((built, add) => add(built, found), parser as Argv)
}

function usageError(message: string, words: string[]): BootError {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) {
    return new BootError('E_USAGE', { what: message.replace(/\s+/g, ' '), hint: 'see tspxeboot --help' })
  }
  return new BootError('E_USAGE', {
    what: `unknown option ${unknown.length === 1 ? '-' : '--'}${unknown}`,
    hint: hintFor(unknown, words),
  })
}

function hintFor(unknown: string, words: string[]): string {
  if (GUEST_KEYS.has(unknown)) return `the guest's words have no dashes: ${unknown}=...`
  const guess = nearest(unknown, Object.keys({ ...pageFor(words).options, ...COMMON_OPTIONS }))
  return guess === null ? 'see tspxeboot --help' : `did you mean --${guess}?`
}

/** What can be said to the command that `words` call. */
function pageFor(words: string[]): Page {
  const said = words.filter((word) => !word.startsWith('-'))
  const called = PAGES.filter(({ words }) => fixedPart(words).every((word, at) => word === said[at]))
  return called.reduce((one, other) =>
    fixedPart(other.words).length > fixedPart(one.words).length ? other : one,
  )
}

/** `vbox create <name>`: vbox, create. */
function fixedPart(words: string): string[] {
  return words.split(' ').filter((word) => /^\w/.test(word))
}
