/** What the commands say of themselves to yargs, as plain data: the one source of --help, man page and completion. */

import type { Argv, Options, PositionalOptions } from 'yargs'
import { COMMANDS } from '../cli/commands.ts'
import type { AddCommand } from '../cli/invocation.ts'

/** One command. `words`: as it is called, without tspxeboot, such as `vbox create <name>`; empty for the boot itself. */
export interface Page {
  words: string
  summary: string
  positionals: { name: string; describe: string }[]
  options: Record<string, Options>
  examples: { call: string; what: string }[]
}

/** Options that every command has. */
export const COMMON_OPTIONS: Record<string, Options> = {
  help: { type: 'boolean', alias: 'h', describe: 'show the help of the program or of a command' },
  version: { type: 'boolean', describe: 'show the version' },
}

/** Every command that can be called, in the order of --help. */
export function commandPages(): Page[] {
  return COMMANDS.flatMap((add) => pagesOf(add, ''))
}

/** Lets a command describe itself to a recorder that takes the calls of yargs' builder that commands make. */
function pagesOf(add: AddCommand, before: string): Page[] {
  const pages: Page[] = []
  const recordCommand = (words: string, summary: string, build: (parser: Argv) => unknown): void => {
    const page: Page = {
      words: `${before}${words.replace(/^\$0 ?/, '')}`,
      summary,
      positionals: [],
      options: {},
      examples: [],
    }
    let inner = 0
    const recorder = {
      command(words: string, summary: string, build: (parser: Argv) => unknown) {
        inner++
        pages.push(
          ...pagesOf(
            (parser) => parser.command(words, summary, (parser) => build(parser) as Argv),
            `${page.words} `,
          ),
        )
        return recorder
      },
      positional(name: string, { describe }: PositionalOptions) {
        page.positionals.push({ name, describe: String(describe ?? '') })
        return recorder
      },
      options(options: Record<string, Options>) {
        Object.assign(page.options, options)
        return recorder
      },
      example(call: string, what: string) {
        page.examples.push({ call, what })
        return recorder
      },
      usage: () => recorder,
      demandCommand: () => recorder,
      strictCommands: () => recorder,
    }
    build(recorder as unknown as Argv)
    if (inner === 0) pages.push(page)
  }
  add({ command: recordCommand } as unknown as Argv, () => {})
  return pages
}
