/** `hosts add NAME...`: adds hosts to the store. */

import { BootError } from '../../../boot-error.ts'
import { addNew, sayAdded, valuesOf } from './adding.ts'
import { hostsCommand } from './hosts-command.ts'
import { hostKeyOptions, manyNames } from './options.ts'
import { addressOptions } from './unused.ts'

export const add = hostsCommand({
  name: 'add',
  summary: 'add hosts, each with a free address and MAC unless given',
  positionals: manyNames,
  options: {
    ...hostKeyOptions,
    ...addressOptions,
  },
  examples: [['tspxeboot hosts add web[1-20] --profile debian', 'twenty hosts that boot the profile debian']],
  work: async (place, given) => {
    const { expandNames } = await import('../../../hosts/index.ts')
    const names = expandNames(given.names)
    if (names.length > 1 && (given.mac ?? given.ip) !== undefined)
      throw new BootError('E_USAGE', { what: '--mac and --ip are for one host', hint: 'leave them out' })
    return addNew(place, names, valuesOf(given), given)
  },
  sentences: sayAdded,
})
