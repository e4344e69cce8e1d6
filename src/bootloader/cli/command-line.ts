/** The parser: yargs, told what the table of commands says. */

import yargs, { type Argv } from 'yargs'
import { BootError } from '../../boot-error.ts'
import { nearest } from '../../nearest.ts'
import {
  type Command,
  type CommandGroup,
  type CommandNode,
  everyCommand,
  synopsis,
  type Values,
} from '../command.ts'
import { COMMON_OPTIONS } from '../manual/pages.ts'
import { GUEST_KEYS } from '../request/guest-words.ts'
import { VERSION } from '../version.ts'

/** A command that was called, and what its caller gave it: no defaults yet. */
export interface Call {
  command: Command
  given: Values
}

/** null: the words wanted help or the version, which is printed by then. Throws E_USAGE for words that are wrong. */
export async function parseWords(words: string[], commands: readonly CommandNode[]): Promise<Call | null> {
  const seen: { building: Command | null; call: Call | null } = { building: null, call: null }
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
      throw error instanceof BootError ? error : usageError(message ?? error.message, seen.building)
    })
  addAll(parser, commands, [])
  await parser.parseAsync()
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
        seen.building = command
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
        for (const [name, { default: value, ...option }] of Object.entries(options))
          inner.option(name, value === undefined ? option : { ...option, defaultDescription: shown(value) })
        for (const [call, what] of examples) inner.example(call, what)
      },
      (parsed) => {
        seen.call = { command, given: givenTo(command, parsed, words.length) }
      },
    )
  }
}

/** Whether an option of any command has a value, which may be the word after it. */
export function valueTaker(commands: readonly CommandNode[]): (name: string) => boolean {
  const names = everyCommand(commands).flatMap(({ command: { options } }) =>
    Object.keys(options).filter((name) => options[name]?.type === 'string'),
  )
  const known = new Set(names)
  return (name) => known.has(name)
}

/** What the parser found, by the command's own names. `depth`: words of the command itself. */
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

/** yargs quotes the default of text. */
function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function alternatives(names: string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' or ')
}

function usageError(message: string, called: Command | null): BootError {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (unknown === undefined) {
    return new BootError('E_USAGE', { what: message.replace(/\s+/g, ' '), hint: 'see tspxeboot --help' })
  }
  return new BootError('E_USAGE', {
    what: `unknown option ${unknown.length === 1 ? '-' : '--'}${unknown}`,
    hint: hintFor(unknown, called),
  })
}

function hintFor(unknown: string, called: Command | null): string {
  if (GUEST_KEYS.has(unknown)) return `the guest's words have no dashes: ${unknown}=...`
  const guess = nearest(unknown, Object.keys({ ...called?.options, ...COMMON_OPTIONS }))
  return guess === null ? 'see tspxeboot --help' : `did you mean --${guess}?`
}
