/** `hosts add NAME...`. */

import { BootError } from '../../../boot-error.ts'
import { command } from '../../command.ts'
import { addNew, sayAdded, valuesOf } from './adding.ts'
import { hostKeyOptions, hostsOptions, hostsSettings, manyNames, text } from './options.ts'
import { addressOptions } from './unused.ts'
import { work } from './work.ts'

export const add = command({
  name: 'add',
  summary: 'add hosts, each with a free address and a free MAC where none is given',
  positionals: manyNames,
  options: {
    mac: text('its MAC address (default: a free one of its hypervisor)'),
    ip: text("its address (default: the lowest free one of its network's static range)"),
    ...hostKeyOptions,
    ...addressOptions,
    ...hostsOptions,
  },
  examples: [['tspxeboot hosts add web[1-20] --profile debian', 'twenty hosts that boot the profile debian']],
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ path }) => {
        const { expandNames } = await import('../../../hosts/index.ts')
        const names = expandNames(given.names)
        if (names.length > 1 && (given.mac ?? given.ip) !== undefined)
          throw new BootError('E_USAGE', { what: '--mac and --ip are for one host', hint: 'leave them out' })
        return addNew(path, names, valuesOf(given), given)
      },
      sayAdded,
    ),
})
