/** `hosts remove NAME...`: removes hosts and their state. */

import { hostsCommand } from './hosts-command.ts'
import { manyNames } from './options.ts'

export const remove = hostsCommand({
  name: 'remove',
  summary: 'remove hosts and everything remembered about them',
  positionals: manyNames,
  work: async ({ path, state }, given) => {
    const { expandNames, forgetHosts, removeHosts } = await import('../../../hosts/index.ts')
    const removed = await removeHosts(path, expandNames(given.names))
    await forgetHosts(state, removed)
    return { removed }
  },
  sentences: ({ removed }) => [
    ...removed.map((name) => `removed ${name}`),
    'tspxeboot hosts apply removes what was written for it',
  ],
})
