/** `vbox create NAME`: makes a machine. */

import { BootError } from '../../../boot-error.ts'
import { command } from '../../command.ts'
import { hostMachine } from './host-machine.ts'
import { createOptions } from './options.ts'
import { readCreate } from './read-create.ts'

export const create = command({
  name: 'create',
  summary: 'create and register a machine for network boot, without a disk',
  positionals: { name: { describe: "the virtual machine's name (default: that of --host)" } },
  options: createOptions,
  settings: { keys: new Set(['hosts']) },
  read: (given) => {
    if (given.name === undefined && given.host === undefined)
      throw new BootError('E_USAGE', { what: 'the machine has no name', hint: 'give NAME or --host=HOST' })
    if (given.host === undefined) readCreate({ ...given, name: given.name ?? '' })
    return given
  },
  async run(given) {
    const host = given.host === undefined ? null : await hostMachine(given.host, given.hosts)
    const machine = readCreate({ ...given, ...host?.said(given), name: given.name ?? host?.name ?? '' })
    const [{ randomBytes }, { runVboxCreate }, { work }] = await Promise.all([
      import('node:crypto'),
      import('../../../virtualbox/index.ts'),
      import('./work.ts'),
    ])
    return work(
      given,
      async (tools) => {
        const made = await runVboxCreate(machine, { ...tools, random: randomBytes })
        if (!given['dry-run']) await host?.noteMac(made.mac)
        return made
      },
      (made) => [
        `${made.replaced ? 'replaced' : 'created'} ${made.name}: ${made.mac} on ${made.bridgeAdapter}, ${made.firmware}, ${made.cpus} processors, ${made.memoryMiB} MiB`,
      ],
    )
  },
})
