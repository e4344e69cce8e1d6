/** What a command is: plain data that --help, the man page, the completion and the parser are made from. */

import type { InferredOptionTypes, Options } from 'yargs'
import type { GuestWords } from './request/guest-words.ts'

/** An option as yargs takes it, and what a shell completes after it where its values are not a closed list. */
export interface Option extends Options {
  completes?: 'path' | 'device'
}

export type OptionTable = Record<string, Option>

/** A word that is not an option. `many`: all words up to the next option; only a command's last one may be. */
export interface Positional {
  describe: string
  required?: boolean
  many?: boolean
  choices?: readonly string[]
}

export type PositionalTable = Record<string, Positional>

/** What a caller gave a command; undefined: not given. `rest`: the words after `--`, where the command takes them. */
export type Given<O extends OptionTable, P extends PositionalTable> = InferredOptionTypes<O> & {
  [K in keyof P]: P[K] extends { many: true }
    ? string[]
    : P[K] extends { required: true }
      ? string
      : string | undefined
} & { rest: string[] }

/** The values of options, positionals and `rest` by name. */
export type Values = Record<string, string | boolean | string[] | undefined>

/** A command as its module writes it down. `Request` is what `read` makes of the words. */
export interface Definition<O extends OptionTable, P extends PositionalTable, Request> {
  /** Its word; empty for the call that has none. */
  name: string
  summary: string
  positionals?: P
  /** How the words after `--` are named in the synopsis; absent: there are none. */
  rest?: string
  options: O
  examples?: Example[]
  /** The site settings that count; absent: none. */
  settings?: {
    /** Names of options. */
    keys: ReadonlySet<string>
    /** The words that name the guest whose section counts; absent: [defaults] alone counts. */
    guestWords?(given: Given<O, P>): string[]
  }
  /** Checks what was given; throws E_USAGE. `guest` is whom the guest words name, hosts by their MAC. */
  read(given: Given<O, P>, guest: GuestWords): Request
  /** Does the work, whose code it loads, and resolves with the exit status. */
  run(request: Request, commands: readonly CommandNode[]): Promise<number>
}

export type Example = readonly [call: string, what: string]

/** A command of any options, for those who walk the table. */
export interface Command {
  name: string
  summary: string
  positionals: PositionalTable
  rest: string | null
  options: OptionTable
  examples: readonly Example[]
  settings: { keys: ReadonlySet<string>; guestWords(given: Values): string[] } | null
  /** Reads `given`, which throws E_USAGE, and then runs. `commands`: the whole table. */
  start(given: Values, guest: GuestWords, commands: readonly CommandNode[]): Promise<number>
}

/** Commands below a common word, as in `vbox create`. */
export interface CommandGroup {
  name: string
  summary: string
  commands: readonly CommandNode[]
}

export type CommandNode = Command | CommandGroup

/** The command that a module defines. The types of its options are known here and in the module alone. */
export function command<O extends OptionTable, P extends PositionalTable, Request>(
  definition: Definition<O, P, Request>,
): Command {
  const { name, summary, positionals, rest, options, examples, settings, read, run } = definition
  return {
    name,
    summary,
    positionals: positionals ?? {},
    rest: rest ?? null,
    options,
    examples: examples ?? [],
    settings:
      settings === undefined
        ? null
        : {
            keys: settings.keys,
            guestWords: (given) => settings.guestWords?.(given as Given<O, P>) ?? [],
          },
    start: async (given, guest, commands) => run(read(given as Given<O, P>, guest), commands),
  }
}

/** A command and the words that call it: `['vbox', 'create']`. */
export interface CalledBy {
  words: string[]
  command: Command
}

/** Every command of a table, in its order. */
export function everyCommand(nodes: readonly CommandNode[], before: string[] = []): CalledBy[] {
  return nodes.flatMap((node) => {
    const words = node.name === '' ? before : [...before, node.name]
    return 'commands' in node ? everyCommand(node.commands, words) : [{ words, command: node }]
  })
}

/** `<name>`, `[words..]`: the positionals as yargs and a synopsis write them. */
export function synopsis(positionals: PositionalTable): string {
  return Object.entries(positionals)
    .map(([name, { required, many }]) => {
      const text = many ? `${name}..` : name
      return required ? `<${text}>` : `[${text}]`
    })
    .join(' ')
}
