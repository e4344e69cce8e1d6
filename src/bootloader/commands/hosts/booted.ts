/** `hosts booted NAME`. */

import { command } from '../../command.ts'
import { hostsOptions, hostsSettings, oneName } from './options.ts'
import { work } from './work.ts'

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
      async ({ state, read }) => {
        const { findHost, noteBoot } = await import('../../../hosts/index.ts')
        const { name } = findHost(read(), given.name)
        const spent = await noteBoot(state, name, { outcome: 'boot', by: 'installer', what: 'hosts booted' })
        return { name, spent }
      },
      ({ name, spent }) => [
        spent ? `${name} boots its disk from now on` : `${name} had no boot that is made once`,
      ],
    ),
})
