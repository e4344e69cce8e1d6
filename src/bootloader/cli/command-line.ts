/** The commands: what each takes, and the module that does it, which is loaded only when it is called. */

import yargs, { type Argv } from 'yargs'
import { BootError } from '../../boot-error.ts'
import { VERSION } from '../version.ts'
import { parseGuestWords } from './guest-words.ts'
import { nearest } from './nearest.ts'
import { bootOptions, explainOptions, guestOptions } from './options.ts'
import { readBootRequest, readGuestRequest } from './read-request.ts'

/** A parsed call, ready to run. */
export interface Invocation {
  /** Options that site settings may set for this command; null: it has none. */
  settable: ReadonlySet<string> | null
  /** --config; null: not given. */
  config: string | null
  guestWords: string[]
  run(): Promise<number>
}

const BOOT_OPTIONS = { ...guestOptions, ...bootOptions }
const EXPLAIN_OPTIONS = { ...guestOptions, ...explainOptions }

/** The parser with every command: also what --help, the man page and the completion are made from. */
export function commandLine(words: string[], found: (invocation: Invocation) => void): Argv {
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
    .command(
      '$0 [words..]',
      'play the PXE boot of a guest and hand the result to its hypervisor',
      (command) =>
        command
          .positional('words', { type: 'string', array: true, describe: 'GUEST-WORD... [DISK]' })
          .options(BOOT_OPTIONS),
      (options) => {
        const guestWords = options.words ?? []
        found({
          settable: new Set(Object.keys(BOOT_OPTIONS)),
          config: options.config ?? null,
          guestWords,
          async run() {
            const request = readBootRequest(options, parseGuestWords(guestWords))
            const { runBoot } = await import('../commands/boot.ts')
            return runBoot(request)
          },
        })
      },
    )
    .command(
      'explain <words..>',
      'tell what a guest would boot, step by step, and why not',
      (command) =>
        command
          .positional('words', {
            type: 'string',
            array: true,
            demandOption: true,
            describe: 'MAC, or GUEST-WORD...',
          })
          .options(EXPLAIN_OPTIONS),
      (options) => {
        const guestWords = options.words.map((word, at) =>
          at === 0 && !word.includes('=') ? `mac=${word}` : word,
        )
        found({
          settable: new Set(Object.keys(EXPLAIN_OPTIONS)),
          config: options.config ?? null,
          guestWords,
          async run() {
            const request = {
              ...readGuestRequest(options, parseGuestWords(guestWords)),
              json: options.json ?? false,
              takeLease: options['take-lease'] ?? false,
              download: options.download ?? false,
            }
            const { runExplain } = await import('../commands/explain.ts')
            return runExplain(request)
          },
        })
      },
    )
    .version(VERSION)
    .help()
    .alias('help', 'h')
    .wrap(null)
    .strictOptions()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message)
    })
  return parser as Argv
}

function usageError(message: string): BootError {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) {
    return new BootError('E_USAGE', { what: message.replace(/\s+/g, ' '), hint: 'see tspxeboot --help' })
  }
  const guess = nearest(unknown, Object.keys({ ...BOOT_OPTIONS, ...EXPLAIN_OPTIONS }))
  return new BootError('E_USAGE', {
    what: `unknown option ${unknown.length === 1 ? '-' : '--'}${unknown}`,
    hint: guess === null ? 'see tspxeboot --help' : `did you mean --${guess}?`,
  })
}
