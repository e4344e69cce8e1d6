/** The commands as the sections of a manual. */

import { type Command, type CommandNode, everyCommand, type OptionTable, synopsis } from '../command.ts'

/** One command. `name`: the words that call it, such as `vbox create`; empty for the boot itself. */
export interface Page extends Command {
  /** The name with what follows it, such as `vbox create <name>`. */
  words: string
}

/** Options that every command has. */
export const COMMON_OPTIONS: OptionTable = {
  help: { type: 'boolean', alias: 'h', describe: 'show the help of the program or of a command' },
  'help-all': { type: 'boolean', describe: 'the same with the options that few need' },
  version: { type: 'boolean', describe: 'show the version' },
}

/** Every command that can be called, in the order of --help. */
export function commandPages(commands: readonly CommandNode[]): Page[] {
  return everyCommand(commands).map(({ words, command }) => ({
    ...command,
    name: words.join(' '),
    words: [...words, synopsis(command.positionals)].join(' ').trim(),
  }))
}
