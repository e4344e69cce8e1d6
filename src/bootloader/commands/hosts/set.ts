/** `hosts set NAME KEY=VALUE...`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings } from './options.ts'
import { documentsOf, work } from './work.ts'

export const set = command({
  name: 'set',
  summary: 'set keys of a host; KEY= takes one out',
  positionals: {
    name: { required: true, describe: "the host's name, or web[1-20] for many" },
    settings: { required: true, many: true, describe: 'KEY=VALUE...' },
  },
  options: hostsOptions,
  examples: [['tspxeboot hosts set web1 memory=4096 note=', 'more memory, and no note any more']],
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ path }) => {
        const { expandNames, parseSetting, setHosts } = await import('../../../hosts/index.ts')
        const { store, hosts } = await setHosts(
          path,
          expandNames([given.name]),
          given.settings.map(parseSetting),
        )
        return documentsOf(store, hosts)
      },
      (hosts) => hosts.map(({ name }) => `set ${given.settings.join(', ')} of ${name}`),
    ),
})
