/** `hosts booted NAME`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings, oneName } from './options.ts'
import { warn, work } from './work.ts'

export const booted = command({
  name: 'booted',
  summary: 'say that a host has booted what it was to boot once: from now on it boots its disk',
  positionals: oneName,
  options: hostsOptions,
  settings: hostsSettings,
  read: (given) => given,
  run: (given) =>
    work(
      given,
      async ({ path, state, read }) => {
        const [{ findHost }, { bootEnded }] = await Promise.all([
          import('../../../hosts/index.ts'),
          import('../../../hosts/outputs/index.ts'),
        ])
        const { name } = findHost(read(), given.name)
        const ended = { name, outcome: 'boot', by: 'installer', what: 'hosts booted' } as const
        const applied = await bootEnded(path, state, ended, warn)
        return { name, spent: applied !== null, written: applied?.written ?? [] }
      },
      ({ name, spent }) => [
        spent ? `${name} boots its disk from now on` : `${name} had no boot that is made once`,
      ],
    ),
})
