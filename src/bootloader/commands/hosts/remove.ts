/** `hosts remove NAME...`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings, manyNames } from './options.ts'
import { work } from './work.ts'

export const remove = command({
  name: 'remove',
  summary: 'remove hosts, and all that is remembered of them',
  positionals: manyNames,
  options: hostsOptions,
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ path, state }) => {
        const { changeHostState, expandNames, removeHosts } = await import('../../../hosts/index.ts')
        const removed = await removeHosts(path, expandNames(given.names))
        for (const name of removed) await changeHostState(state, name, () => null)
        return { removed }
      },
      ({ removed }) => [
        ...removed.map((name) => `removed ${name}`),
        'tspxeboot hosts apply takes away what was written for it',
      ],
    ),
})
