/** The parser: yargs, set up from the table of commands. */

import yargs, { type Argv } from 'yargs'
import { BootError } from '../../boot-error.ts'
import { nearest } from '../../nearest.ts'
import {
  type CalledBy,
  type Command,
  type CommandGroup,
  type CommandNode,
  everyCommand,
  synopsis,
  type Values,
} from '../command.ts'
import { PAIR } from '../request/guest-words.ts'
import { RARE_GROUPS } from '../request/options.ts'
import { VERSION } from '../version.ts'
import { refuseWrongOptions, unknownOption } from './wrong-options.ts'

/** A command that was called, and what its caller gave it, without defaults. */
export interface Call {
  command: Command
  given: Values
  /** The table that it was found in. */
  commands: readonly CommandNode[]
}

/** What yargs has come to: the command or group whose words it reads, and the call. */
interface Seen {
  building: CalledBy | null
  group: { words: string[]; names: string[] } | null
  call: Call | null
}

/** null: the words requested help or the version, which has been printed. Throws E_USAGE for wrong words. */
export async function parseWords(words: string[], commands: readonly CommandNode[]): Promise<Call | null> {
  const seen: Seen = { building: null, group: null, call: null }
  const asked = helpWords(words)
  const parser = yargs(asked.words)
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
    .wrap(process.stdout.isTTY ? process.stdout.columns || null : null)
    .strictOptions()
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof BootError ? error : usageError(message ?? error.message, seen)
    })
  addAll(parser, commands, [])
  await parser.parseAsync()
  if (seen.call !== null) refuseUnknownCommand(seen.call, commands)
  return seen.call

  function addAll(parser: Argv, nodes: readonly CommandNode[], before: string[]): void {
    for (const node of nodes) {
      if ('commands' in node) addGroup(parser, node, [...before, node.name])
      else addCommand(parser, node, node.name === '' ? before : [...before, node.name])
    }
  }

  function addGroup(parser: Argv, { name, summary, commands }: CommandGroup, words: string[]): void {
    const names = commands.map(({ name }) => name)
    parser.command(name, summary, (inner) => {
      addAll(inner, commands, words)
      seen.group = { words, names }
      inner.demandCommand(1, `${words.join(' ')} needs a command: ${alternatives(names)}`).strictCommands()
    })
  }

  function addCommand(parser: Argv, command: Command, words: string[]): void {
    const { name, summary, positionals, rest, options, examples } = command
    const call = [name === '' ? '$0' : name, synopsis(positionals)].join(' ').trim()
    parser.command(
      call,
      summary,
      (inner) => {
        seen.building = { words, command }
        refuseWrongOptions(asked.words, command)
        if (rest !== null) {
          const own = [...words, synopsis(positionals)].join(' ').trim()
          inner.usage(`tspxeboot ${own} [OPTION]... -- ${rest}\n\n${summary}`)
        }
        for (const [name, { describe, required, many, choices }] of Object.entries(positionals))
          inner.positional(name, {
            type: 'string',
            describe,
            array: many ?? false,
            demandOption: required ?? false,
            choices,
          })
        const rare = Object.keys(options).filter(
          (name) => !asked.all && RARE_GROUPS.has(options[name]?.group),
        )
        for (const [name, { default: value, ...option }] of Object.entries(options))
          inner.option(name, {
            ...option,
            ...(value === undefined ? {} : { defaultDescription: shown(value) }),
            hidden: rare.includes(name),
          })
        if (rare.length > 0) inner.epilogue(`--help-all shows ${rare.length} more options`)
        for (const [call, what] of examples) inner.example(call, what)
      },
      (parsed) => {
        seen.call = { command, given: givenTo(command, parsed, words.length), commands }
      },
    )
  }
}

/** Turns `help COMMAND` and --help-all into --help; `all`: show every option. */
function helpWords(words: string[]): { words: string[]; all: boolean } {
  const end = words.indexOf('--')
  const at = words.indexOf('--help-all')
  if (at >= 0 && (end < 0 || at < end)) return { words: words.with(at, '--help'), all: true }
  return { words: words[0] === 'help' ? [...words.slice(1), '--help'] : words, all: false }
}

/** A boot whose only word is neither a guest word nor a path must have meant a command that does not exist. */
function refuseUnknownCommand({ command, given }: Call, commands: readonly CommandNode[]): void {
  const [word, ...more] = command.name === '' ? ((given.words as string[] | undefined) ?? []) : []
  if (word === undefined || !/^[a-z][\w-]*$/.test(word) || more.some((other) => PAIR.test(other))) return
  const names = commands.map(({ name }) => name).filter(Boolean)
  throw unknownCommand(word, { words: [], names })
}

/** The error for `word` in the place of a command. `words`: those before it. */
function unknownCommand(word: string, { words, names }: { words: string[]; names: string[] }): BootError {
  const guess = nearest(word, names)
  const guests = words.length === 0 ? '; a boot names its guest, as in mac=00:16:3e:11:22:33' : ''
  return new BootError('E_USAGE', {
    what: `there is no command ${[...words, word].join(' ')}`,
    hint: guess === null ? `the commands are ${alternatives(names)}${guests}` : `did you mean ${guess}?`,
  })
}

/** Tells of an option's name whether, in any command, it takes a value, which may be the word after it. */
export function valueTaker(commands: readonly CommandNode[]): (name: string) => boolean {
  const names = everyCommand(commands).flatMap(({ command: { options } }) =>
    Object.keys(options).filter((name) => options[name]?.type === 'string'),
  )
  const known = new Set(names)
  return (name) => known.has(name)
}

/** What the parser found, by the command's own names. `depth`: how many words name the command. */
function givenTo(
  { positionals, options, rest }: Command,
  parsed: Record<string, unknown> & { _: (string | number)[] },
  depth: number,
): Values {
  const given: Values = {}
  for (const name of [...Object.keys(positionals), ...Object.keys(options)]) {
    if (parsed[name] !== undefined) given[name] = parsed[name] as Values[string]
  }
  const more = parsed._.slice(depth).map(String)
  const many = Object.keys(positionals).find((name) => positionals[name]?.many)
  if (rest === null && many === undefined && more.length > 0) {
    throw new BootError('E_USAGE', {
      what: `unexpected word ${JSON.stringify(more[0])}`,
      hint: 'see tspxeboot --help',
    })
  }
  const first = many === undefined ? [] : ((given[many] as string[] | undefined) ?? [])
  if (many !== undefined) given[many] = rest === null ? [...first, ...more] : first
  return { ...given, rest: rest === null ? [] : more }
}

/** yargs quotes text defaults. */
function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function alternatives(names: string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' or ')
}

function usageError(message: string, { building: called, group }: Seen): BootError {
  if (called !== null && message.startsWith('Not enough non-option arguments')) {
    const { words, command } = called
    const wanted = Object.values(command.positionals).find(({ required }) => required)
    const call = ['tspxeboot', ...words].join(' ')
    return new BootError('E_USAGE', {
      what: `${call} needs ${wanted?.describe ?? 'more words'}`,
      hint: command.examples[0] === undefined ? `see ${call} --help` : `as in ${command.examples[0][0]}`,
    })
  }
  const lacking = /^Not enough arguments following: (\S+)/.exec(message)?.[1]
  if (lacking !== undefined)
    return new BootError('E_USAGE', { what: `--${lacking} needs a value`, hint: 'see tspxeboot --help' })
  const command = /^Unknown commands?: ([^,]+)/.exec(message)?.[1]
  if (command !== undefined && group !== null) return unknownCommand(command, group)
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) {
    return new BootError('E_USAGE', { what: message.replace(/\s+/g, ' '), hint: 'see tspxeboot --help' })
  }
  return unknownOption(unknown, called?.command ?? null)
}
