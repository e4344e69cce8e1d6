/** `hosts rename OLD NEW`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { work } from './work.ts'

export const rename = command({
  name: 'rename',
  summary: 'give a host another name',
  positionals: {
    name: { required: true, describe: "the host's name" },
    to: { required: true, describe: 'its new name' },
  },
  options: hostsOptions,
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ path, state }) => {
        const { moveHostState, renameHost } = await import('../../../hosts/index.ts')
        await renameHost(path, given.name, given.to)
        await moveHostState(state, given.name, given.to)
        return { renamed: given.name, name: given.to }
      },
      ({ renamed, name }) => [`${renamed} is ${name} now`],
    ),
})
