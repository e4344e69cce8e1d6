/** A command as plain data, from which --help, the man page, the completion and the parser are made. */

import type { InferredOptionTypes, Options } from 'yargs'
import type { BootError } from '../boot-error.ts'
import type { GuestWords } from './request/guest-words.ts'

/** An option as yargs takes it. `completes`: what a shell completes as its value, unless `choices` lists the values. */
export interface Option extends Options {
  completes?: 'path' | 'device'
}

/** Options by their long names. */
export type OptionTable = Record<string, Option>

/** A word that is not an option. `many`: all words up to the next option; allowed only for a command's last one. */
export interface Positional {
  describe: string
  required?: boolean
  many?: boolean
  choices?: readonly string[]
}

/** Positionals by name, in the order of the command line. */
export type PositionalTable = Record<string, Positional>

/** What a caller gave a command; undefined: not given. `rest`: the words after `--`, if the command takes any. */
export type Given<O extends OptionTable, P extends PositionalTable> = InferredOptionTypes<O> & {
  [K in keyof P]: P[K] extends { many: true }
    ? string[]
    : P[K] extends { required: true }
      ? string
      : string | undefined
} & { rest: string[] }

/** The values of options, positionals and `rest` by name. */
export type Values = Record<string, string | boolean | string[] | undefined>

/** A command as its module defines it. `Request` is what `read` makes of the words. */
export interface Definition<O extends OptionTable, P extends PositionalTable, Request> {
  /** The command's word; empty for the bootloader call, which has none. */
  name: string
  summary: string
  positionals?: P
  /** The name of the words after `--` in the synopsis; absent: the command takes none. */
  rest?: string
  options: O
  examples?: Example[]
  /** The site settings that apply; absent: none. */
  settings?: {
    /** Names of options. */
    keys: ReadonlySet<string>
    /** The words that name the guest whose section applies; absent: only [defaults] applies. */
    guestWords?(given: Given<O, P>): string[]
  }
  /** Checks what was given; throws E_USAGE. `guest`: the guest words, read; a host's name is replaced by its MAC. */
  read(given: Given<O, P>, guest: GuestWords): Request
  /** Loads the code for the work, does it, and resolves with the exit status. */
  run(request: Request, commands: readonly CommandNode[]): Promise<number>
  /** Tells of a failure that came before the guest was known; absent: its line says enough. */
  tellUnknownGuest?(given: Given<O, P>, error: BootError): Promise<void>
}

/** An example call and what it does. */
export type Example = readonly [call: string, what: string]

/** A command with any options, for code that goes through the table. */
export interface Command {
  name: string
  summary: string
  positionals: PositionalTable
  rest: string | null
  options: OptionTable
  examples: readonly Example[]
  settings: { keys: ReadonlySet<string>; guestWords(given: Values): string[] } | null
  /** Reads `given` (throws E_USAGE), then runs. `commands`: the whole table. */
  start(given: Values, guest: GuestWords, commands: readonly CommandNode[]): Promise<number>
  tellUnknownGuest(given: Values, error: BootError): Promise<void>
}

/** Commands below a common word, as in `vbox create`. */
export interface CommandGroup {
  name: string
  summary: string
  commands: readonly CommandNode[]
}

/** A command or a group of them. */
export type CommandNode = Command | CommandGroup

/** Makes the command that a module defines. Only this function and the module know the types of its options. */
export function command<O extends OptionTable, P extends PositionalTable, Request>(
  definition: Definition<O, P, Request>,
): Command {
  const { name, summary, positionals, rest, options, examples, settings, read, run } = definition
  const { tellUnknownGuest = async () => {} } = definition
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
    tellUnknownGuest: (given, error) => tellUnknownGuest(given as Given<O, P>, error),
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

/** The positionals as yargs and a synopsis write them: `<name>`, `[words..]`. */
export function synopsis(positionals: PositionalTable): string {
  return Object.entries(positionals)
    .map(([name, { required, many }]) => {
      const text = many ? `${name}..` : name
      return required ? `<${text}>` : `[${text}]`
    })
    .join(' ')
}
