/** `hosts set NAME KEY=VALUE...`: changes keys of a host. */

import { hostsCommand } from './hosts-command.ts'
import { documentsOf } from './place.ts'

export const set = hostsCommand({
  name: 'set',
  summary: 'set keys of a host; KEY= removes one',
  positionals: {
    name: { required: true, describe: "the host's name, or web[1-20] for many" },
    settings: { required: true, many: true, describe: 'KEY=VALUE...' },
  },
  examples: [['tspxeboot hosts set web1 memory=4096 note=', 'more memory, and no note']],
  work: async ({ path, state }, given) => {
    const { expandNames, forgetOnce, parseSetting, setHosts } = await import('../../../hosts/index.ts')
    const settings = given.settings.map(parseSetting)
    const { store, hosts } = await setHosts(path, expandNames([given.name]), settings)
    // A one-time boot was ordered for what the host booted before.
    if (settings.some(([key]) => key === 'boot' || key === 'profile'))
      for (const { name } of hosts) await forgetOnce(state, name)
    return documentsOf(store, hosts)
  },
  sentences: (hosts, given) => hosts.map(({ name }) => `set ${given.settings.join(', ')} of ${name}`),
})
