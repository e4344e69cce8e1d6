/** `hosts boot NAME`. */

import { BootError } from '../../../boot-error.ts'
import { command } from '../../command.ts'
import { flag, hostsOptions, hostsSettings, oneName, text } from './options.ts'
import { work } from './work.ts'

export const boot = command({
  name: 'boot',
  summary: 'say what a host boots next: its profile, another one, or its disk',
  positionals: oneName,
  options: {
    profile: text('this profile (default: its own)'),
    local: flag('its disk'),
    once: flag('the profile once, and its disk when that boot was handed over'),
    'until-booted': flag('the profile, and its disk when it says that it booted (hosts booted, or its URL)'),
    ...hostsOptions,
  },
  examples: [['tspxeboot hosts boot web1 --profile install --until-booted', 'install, and never twice']],
  settings: hostsSettings,
  read(given) {
    if (given.local && (given.profile !== undefined || given.once || given['until-booted']))
      throw new BootError('E_USAGE', {
        what: '--local is said alone',
        hint: 'a disk is booted until you say otherwise',
      })
    if (given.once && given['until-booted'])
      throw new BootError('E_USAGE', { what: 'say either --once or --until-booted' })
    return given
  },
  run: (given) =>
    work(
      given,
      async ({ path, state, read }) => {
        const { findHost, forgetOnce, orderOnce, setHosts } = await import('../../../hosts/index.ts')
        const own = findHost(read(), given.name).profile
        const value = given.local ? 'local' : (given.profile ?? null)
        const {
          hosts: [host],
        } = await setHosts(path, [given.name], [['boot', value === own ? null : value]])
        if (host === undefined) throw new Error(`host ${given.name} is gone`)
        const until: keyof typeof UNTIL | null = given.once
          ? 'handed-over'
          : given['until-booted']
            ? 'booted'
            : null
        if (until === null) await forgetOnce(state, host.name)
        else await orderOnce(state, host, until)
        return { name: host.name, boot: host.boot, until }
      },
      ({ name, boot: next, until }) => [`${name} boots ${what(next)}${until === null ? '' : UNTIL[until]}`],
    ),
})

function what(next: string): string {
  if (next === 'local') return 'its disk'
  return next === 'profile' ? 'its profile' : `the profile ${next}`
}

const UNTIL = {
  'handed-over': ' once, and then its disk',
  booted: ' until it says that it booted, and then its disk',
}
