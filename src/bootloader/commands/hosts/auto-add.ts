/** `hosts auto-add`. */

import { command } from '../../command.ts'
import { addNew, valuesOf } from './adding.ts'
import { hostKeyOptions, hostsOptions, hostsSettings, text } from './options.ts'
import { addressOptions } from './unused.ts'
import { work } from './work.ts'

export const autoAdd = command({
  name: 'auto-add',
  summary: 'add a host with a free address, named by reverse DNS or by a pattern; prints its name',
  options: {
    'name-pattern': { ...text('its name where DNS has none: %d is a number'), default: 'host-%d' },
    ...hostKeyOptions,
    ...addressOptions,
    ...hostsOptions,
  },
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ path }) => {
        const { nameForAddress } = await import('../../../hosts/index.ts')
        return addNew(path, nameForAddress(given['name-pattern']), valuesOf(given), given)
      },
      (hosts) => hosts.map(({ name }) => String(name)),
    ),
})
