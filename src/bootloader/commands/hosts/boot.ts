/** `hosts boot NAME`: says what a host boots next. */

import { BootError } from '../../../boot-error.ts'
import { hostsCommand } from './hosts-command.ts'
import { flag, oneName, text } from './options.ts'

export const boot = hostsCommand({
  name: 'boot',
  summary: 'say what a host boots next: its profile, another one, or its disk',
  positionals: oneName,
  options: {
    profile: text('this profile (default: its own)'),
    local: flag('its disk'),
    once: flag('boot the profile once, then its disk once that boot was handed over'),
    'until-booted': flag(
      'boot the profile until the host reports success (hosts booted, or its URL), then its disk',
    ),
  },
  examples: [['tspxeboot hosts boot web1 --profile install --until-booted', 'install, and never twice']],
  check(given) {
    if (given.local && (given.profile !== undefined || given.once || given['until-booted']))
      throw new BootError('E_USAGE', {
        what: '--local takes no profile, --once or --until-booted',
        hint: 'the host then boots its disk until you change that',
      })
    if (given.once && given['until-booted'])
      throw new BootError('E_USAGE', { what: 'say either --once or --until-booted' })
  },
  work: async ({ path, state, read }, given) => {
    const { findHost, forgetOnce, orderOnce, setHosts } = await import('../../../hosts/index.ts')
    const { name, profile: own, section } = findHost(read(), given.name)
    const value = given.local ? 'local' : (given.profile ?? null)
    const until = untilOf(given)
    const profile = value ?? own
    if (until !== null && profile === null)
      throw new BootError('E_USAGE', {
        what: `host ${name} has no profile that could be booted once`,
        hint: 'name one with --profile',
      })
    // A line that is there keeps its comment.
    const usual = section.values.has('boot') ? 'profile' : null
    const { hosts } = await setHosts(
      path,
      [name],
      [['boot', value === null || value === own ? usual : value]],
    )
    if (until === null || profile === null) await forgetOnce(state, name)
    else await orderOnce(state, name, profile, until)
    return { name, boot: hosts[0]?.boot ?? 'profile', until }
  },
  sentences: ({ name, boot: next, until }) => [
    `${name} boots ${what(next)}${until === null ? '' : UNTIL[until]}`,
  ],
})

function untilOf(given: {
  once?: boolean | undefined
  'until-booted'?: boolean | undefined
}): keyof typeof UNTIL | null {
  if (given.once) return 'handed-over'
  return given['until-booted'] ? 'booted' : null
}

function what(next: string): string {
  if (next === 'local') return 'its disk'
  return next === 'profile' ? 'its profile' : `the profile ${next}`
}

const UNTIL = {
  'handed-over': ' once, and then its disk',
  booted: ' until it says that it booted, and then its disk',
}
