/** `vbox COMMAND`: VirtualBox machines that boot what PXE says. */

import { type CommandGroup, command } from '../command.ts'
import { createOptions, SETTABLE_FOR_START, startOptions, vboxOptions } from './options.ts'

const positionals = { name: { required: true, describe: "the virtual machine's name" } } as const

const create = command({
  name: 'create',
  summary: 'create and register a machine for network boot, without a disk',
  positionals,
  options: createOptions,
  read: (given) => given,
  async run(given) {
    const { createMachine } = await import('./run.ts')
    return createMachine(given)
  },
})

const boot = command({
  name: 'boot',
  summary: "play a machine's PXE boot on this host, give it the result as an ISO, and start it",
  positionals,
  options: startOptions,
  settings: { keys: SETTABLE_FOR_START },
  read: (given) => given,
  async run(given) {
    const { bootMachine } = await import('./run.ts')
    return bootMachine(given)
  },
})

const list = command({
  name: 'list',
  summary: 'list the machines with what matters to a network boot',
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const { listAll } = await import('./run.ts')
    return listAll(given)
  },
})

const reset = command({
  name: 'reset',
  summary: 'reset a machine that runs: it boots again what it booted last',
  positionals,
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const { resetMachine } = await import('./run.ts')
    return resetMachine(given)
  },
})

const console = command({
  name: 'console',
  summary: 'show the screen of a machine that runs, or say where it is',
  positionals,
  options: vboxOptions,
  read: (given) => given,
  async run(given) {
    const { showConsole } = await import('./run.ts')
    return showConsole(given)
  },
})

export const vbox: CommandGroup = {
  name: 'vbox',
  summary: 'VirtualBox machines that boot what PXE says, without its PXE',
  commands: [create, boot, list, reset, console],
}
