/** Runs a command line: parses it once, adds the site settings and defaults, and starts the command. */

import { BootError } from '../../boot-error.ts'
import type { Values } from '../command.ts'
import { exitStatusOf, printFailure } from '../failure.ts'
import { print } from '../log/print.ts'
import { type GuestWords, parseGuestWords } from '../request/guest-words.ts'
import { getoptWords, spreadWords } from './caller-words.ts'
import type { Call } from './command-line.ts'
import { withSettings } from './merge-settings.ts'
import { plainCall } from './plain-call.ts'
import { siteSettings } from './site-settings.ts'

/** Runs the command that `argv` (without node and script) names. Prints failures and returns the exit status. */
export async function run(argv: string[]): Promise<number> {
  let log = { json: saysJsonLog(argv), debug: argv.includes('--debug') }
  try {
    if (asksAbout(argv)) {
      const { about } = await import('../about.ts')
      print(process.stdout, (await about()).map((line) => `${line}\n`).join(''))
      return 0
    }
    const call = plainCall(argv) ?? (await anyCall(argv))
    if (call === null) return 0
    const { given, guest } = await withSiteSettings(call).catch(async (error) => {
      if (error instanceof BootError && error.code !== 'E_USAGE')
        await call.command.tellUnknownGuest(call.given, error)
      throw error
    })
    log = { json: given['log-format'] === 'json', debug: given.debug === true }
    return await call.command.start({ ...defaultsOf(call), ...given }, guest, call.commands)
  } catch (error) {
    printFailure(error, log)
    return exitStatusOf(error)
  }
}

/** null: help or the version was asked for, and is printed. Throws E_USAGE. */
async function anyCall(argv: string[]): Promise<Call | null> {
  const [{ parseWords, valueTaker }, { COMMANDS }] = await Promise.all([
    import('./command-line.ts'),
    import('../commands/index.ts'),
  ])
  const takesValue = valueTaker(COMMANDS)
  return parseWords(spreadWords(getoptWords(argv, takesValue), takesValue), COMMANDS)
}

/** Adds the site settings, and what the store of hosts says about a guest that is named as a host. */
async function withSiteSettings({ command, given }: Call): Promise<{ given: Values; guest: GuestWords }> {
  if (given.config === '') throw new BootError('E_USAGE', { what: '--config= names no file' })
  const words = parseGuestWords(command.settings?.guestWords(given) ?? [])
  if (command.settings === null) return { given, guest: words }
  const file = typeof given.config === 'string' ? given.config : null
  const { defaults, guests } = await siteSettings(file, command.settings.keys)
  if (words.host === null) {
    const sections = [guests.get(words.mac ?? '') ?? {}, defaults]
    return { given: withSettings(given, optionsSaidBy(words), sections), guest: words }
  }
  const { resolveHost } = await import('./resolve-host.ts')
  const setting = (name: string): string | null => {
    const value = given[name] ?? defaults[name]
    return typeof value === 'string' ? value : null
  }
  const named = { ...words, host: words.host }
  const { guest, settings } = resolveHost(
    named,
    { store: setting('hosts'), stateDir: setting('state-dir') },
    setting('arch'),
  )
  const ofStore = 'tree' in given ? settings.inTree : settings.onNetwork
  const sections = [guests.get(guest.mac ?? '') ?? {}, defaults, ofStore]
  return { given: withSettings(given, optionsSaidBy(guest), sections), guest }
}

/** The options that the guest's own words stand for. */
function optionsSaidBy({ bridge, uuid, address }: GuestWords): string[] {
  const said = { bridge, uuid, ip: address }
  return Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [name]))
}

function defaultsOf({ command: { options } }: Call): Values {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, option]) =>
      option.default === undefined ? [] : [[name, option.default]],
    ),
  )
}

/** Whether the last --log-format asks for JSON; also right for words that cannot be parsed. */
function saysJsonLog(words: readonly string[]): boolean {
  const formats = [...words.join(' ').matchAll(/(?:^| )--log-format[= ](\w+)/g)]
  return formats.at(-1)?.[1] === 'json'
}

/** Whether the words are --version and --verbose and nothing else. */
function asksAbout(words: readonly string[]): boolean {
  return (
    words.includes('--version') &&
    words.length > 1 &&
    words.every((word) => ['--version', '--verbose', '-v'].includes(word))
  )
}
