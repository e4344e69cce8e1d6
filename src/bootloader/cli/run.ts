/** Runs a command line: parsed once to see which guest it is about, and with that guest's site settings in front. */

import { BootError } from '../../boot-error.ts'
import { commandLine, takesValue } from './command-line.ts'
import { getoptWords } from './getopt-words.ts'
import { parseGuestWords, spreadWords } from './guest-words.ts'
import type { Invocation } from './invocation.ts'
import { saidOptions } from './said-options.ts'
import { siteSettings } from './site-settings.ts'

/**
 * Runs the command that `argv` (without node and script) names. `onSettled` hears the words of the site settings and
 * the command line together. Returns the exit status; throws BootError, E_USAGE for a call that is wrong.
 */
export async function run(argv: string[], onSettled: (words: string[]) => void): Promise<number> {
  const words = spreadWords(getoptWords(argv, takesValue), takesValue)
  const invocation = await parse(words)
  // --help and --version are done by then.
  if (invocation === null) return 0
  const settings = await settingsFor(invocation, words)
  onSettled([...settings, ...words])
  const settled = settings.length === 0 ? invocation : await parse([...settings, ...words])
  return settled === null ? 0 : settled.run()
}

async function parse(words: string[]): Promise<Invocation | null> {
  const found: { invocation: Invocation | null } = { invocation: null }
  await commandLine(words, (invocation) => {
    found.invocation = invocation
  }).parseAsync()
  return found.invocation
}

function settingsFor({ settable, config, guestWords }: Invocation, words: string[]): Promise<string[]> {
  if (settable === null) return Promise.resolve([])
  const guest = parseGuestWords(guestWords)
  if (config === '') throw new BootError('E_USAGE', { what: '--config= names no file' })
  return siteSettings(config, { mac: guest.mac, known: settable, said: saidOptions(words, guest) })
}
