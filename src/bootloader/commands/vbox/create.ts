/** `vbox create NAME`. */

import { command } from '../../command.ts'
import { createOptions, machineName } from './options.ts'
import { readCreate } from './read-create.ts'

export const create = command({
  name: 'create',
  summary: 'create and register a machine for network boot, without a disk',
  positionals: machineName,
  options: createOptions,
  read: (given) => ({ given, machine: readCreate(given) }),
  async run({ given, machine }) {
    const [{ randomBytes }, { runVboxCreate }, { work }] = await Promise.all([
      import('node:crypto'),
      import('../../../virtualbox/create.ts'),
      import('./work.ts'),
    ])
    return work(
      given,
      (tools) => runVboxCreate(machine, { ...tools, random: randomBytes }),
      (made) => [
        `${made.replaced ? 'replaced' : 'created'} ${made.name}: ${made.mac} on ${made.bridgeAdapter}, ${made.firmware}, ${made.cpus} processors, ${made.memoryMiB} MiB`,
      ],
    )
  },
})
