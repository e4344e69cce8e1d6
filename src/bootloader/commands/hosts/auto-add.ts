/** `hosts auto-add`: adds one host and chooses its name. */

import { addNew, valuesOf } from './adding.ts'
import { hostsCommand } from './hosts-command.ts'
import { hostKeyOptions, text } from './options.ts'
import { addressOptions } from './unused.ts'

export const autoAdd = hostsCommand({
  name: 'auto-add',
  summary: 'add a host with a free address, named by reverse DNS or by a pattern; prints its name',
  options: {
    'name-pattern': { ...text('its name if DNS has none; %d is a number'), default: 'host-%d' },
    ...hostKeyOptions,
    ...addressOptions,
  },
  work: async (place, given) => {
    const { nameForAddress } = await import('../../../hosts/index.ts')
    return addNew(place, nameForAddress(given['name-pattern']), valuesOf(given), given)
  },
  sentences: (hosts) => hosts.map(({ name }) => String(name)),
})
