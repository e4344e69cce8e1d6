/** `vbox COMMAND`: VirtualBox machines that boot what PXE says. */

import type { Argv } from 'yargs'
import { type AddCommand, plainInvocation } from './invocation.ts'
import { createOptions, SETTABLE_FOR_START, startOptions, vboxOptions } from './vbox-options.ts'

const NAME = { type: 'string', demandOption: true, describe: "the virtual machine's name" } as const

export const addVboxCommand: AddCommand = (parser, found) =>
  parser.command('vbox', 'VirtualBox machines that boot what PXE says, without its PXE', (vbox) =>
    [addCreate, addBoot, addList, addReset, addConsole]
      .reduce((built, add) => add(built, found), vbox as Argv)
      .demandCommand(1, 'vbox needs a command: create, boot, list, reset or console')
      .strictCommands(),
  )

const addCreate: AddCommand = (parser, found) =>
  parser.command(
    'create <name>',
    'create and register a machine for network boot, without a disk',
    (command) => command.positional('name', NAME).options(createOptions),
    (options) =>
      found(
        plainInvocation(async () => {
          const { createMachine } = await import('../commands/vbox.ts')
          return createMachine(options)
        }),
      ),
  )

const addBoot: AddCommand = (parser, found) =>
  parser.command(
    'boot <name>',
    "play a machine's PXE boot on this host, give it the result as an ISO, and start it",
    (command) => command.positional('name', NAME).options(startOptions),
    (options) =>
      found({
        settable: SETTABLE_FOR_START,
        config: options.config ?? null,
        guestWords: [],
        async run() {
          const { bootMachine } = await import('../commands/vbox.ts')
          return bootMachine(options)
        },
      }),
  )

const addList: AddCommand = (parser, found) =>
  parser.command(
    'list',
    'list the machines with what matters to a network boot',
    (command) => command.options(vboxOptions),
    (options) =>
      found(
        plainInvocation(async () => {
          const { listAll } = await import('../commands/vbox.ts')
          return listAll(options)
        }),
      ),
  )

const addReset: AddCommand = (parser, found) =>
  parser.command(
    'reset <name>',
    'reset a machine that runs: it boots again what it booted last',
    (command) => command.positional('name', NAME).options(vboxOptions),
    (options) =>
      found(
        plainInvocation(async () => {
          const { resetMachine } = await import('../commands/vbox.ts')
          return resetMachine(options)
        }),
      ),
  )

const addConsole: AddCommand = (parser, found) =>
  parser.command(
    'console <name>',
    'show the screen of a machine that runs, or say where it is',
    (command) => command.positional('name', NAME).options(vboxOptions),
    (options) =>
      found(
        plainInvocation(async () => {
          const { showConsole } = await import('../commands/vbox.ts')
          return showConsole(options)
        }),
      ),
  )
