/** `hosts rename OLD NEW`: renames a host and its state. */

import { hostsCommand } from './hosts-command.ts'

export const rename = hostsCommand({
  name: 'rename',
  summary: 'give a host another name',
  positionals: {
    name: { required: true, describe: "the host's name" },
    to: { required: true, describe: 'its new name' },
  },
  work: async ({ path, state }, given) => {
    const { moveHostState, renameHost } = await import('../../../hosts/index.ts')
    await renameHost(path, given.name, given.to)
    await moveHostState(state, given.name, given.to)
    return { renamed: given.name, name: given.to }
  },
  sentences: ({ renamed, name }) => [`${renamed} is now ${name}`],
})
