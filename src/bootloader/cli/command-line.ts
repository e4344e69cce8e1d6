/** The parser with every command. */

import yargs, { type Argv } from 'yargs'
import { BootError } from '../../boot-error.ts'
import { VERSION } from '../version.ts'
import { BOOT_OPTIONS } from './boot-command.ts'
import { COMMANDS } from './commands.ts'
import { EXPLAIN_OPTIONS } from './explain-command.ts'
import type { Found } from './invocation.ts'
import { nearest } from './nearest.ts'
import { serverOptions } from './server-options.ts'
import { createOptions, startOptions } from './vbox-options.ts'

const KNOWN_OPTIONS = Object.keys({
  ...BOOT_OPTIONS,
  ...EXPLAIN_OPTIONS,
  ...serverOptions,
  ...createOptions,
  ...startOptions,
})

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
      throw error instanceof BootError ? error : usageError(message ?? error.message)
    })
  return COMMANDS.reduce((built, add) => add(built, found), parser as Argv)
}

function usageError(message: string): BootError {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) {
    return new BootError('E_USAGE', { what: message.replace(/\s+/g, ' '), hint: 'see tspxeboot --help' })
  }
  const guess = nearest(unknown, KNOWN_OPTIONS)
  return new BootError('E_USAGE', {
    what: `unknown option ${unknown.length === 1 ? '-' : '--'}${unknown}`,
    hint: guess === null ? 'see tspxeboot --help' : `did you mean --${guess}?`,
  })
}
