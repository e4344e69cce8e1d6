/** `hosts booted NAME`: reports that a host has booted. */

import { hostsCommand } from './hosts-command.ts'
import { oneName } from './options.ts'
import { warn } from './place.ts'

export const booted = hostsCommand({
  name: 'booted',
  summary: 'report that a host has completed its one-time boot: from now on it boots its disk',
  positionals: oneName,
  work: async ({ path, state, read }, given) => {
    const [{ findHost }, { bootEnded }] = await Promise.all([
      import('../../../hosts/index.ts'),
      import('../../../hosts/outputs/index.ts'),
    ])
    const { name } = findHost(read(), given.name)
    const ended = { name, outcome: 'boot', by: 'installer', what: 'hosts booted' } as const
    const applied = await bootEnded(path, state, ended, warn)
    return { name, spent: applied !== null, written: applied?.written ?? [] }
  },
  sentences: ({ name, spent }) => [
    spent ? `${name} boots its disk from now on` : `${name} had no one-time boot`,
  ],
})
