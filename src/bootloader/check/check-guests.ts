/** Plays guests in a boot tree, and compares what they boot with what is expected. */

import { relative } from 'node:path'
import { byteText, readable } from '../../byte-text.ts'
import { playInto } from '../commands/play.ts'
import type { BootReport } from '../report.ts'
import { parseGuestWords } from '../request/guest-words.ts'
import { guestOptions } from '../request/options.ts'
import { type GuestOptions, readBootTask } from '../request/read-request.ts'
import { SERVER } from './cached-tree.ts'
import type { Finding } from './configuration-findings.ts'
import { type Expectation, type ExpectedKey, readExpectations } from './expectations.ts'

/** The result of playing all guests. */
export interface GuestsCheck {
  /** How many were played, and how many of these boot what they should. */
  guests: { played: number; asExpected: number }
  findings: Finding[]
}

/** A tree and the file that says what guests boot from it. */
export interface ExpectedTree {
  /** The file of expectations. */
  file: string
  /** The store of hosts; null: the default one. */
  store: string | null
  /** The boot tree. */
  directory: string
  configDir: string | null
}

/** Plays every guest of the file. A finding's `file` is relative to the tree's root, like every other's. Throws E_USAGE. */
export async function checkGuests(asked: ExpectedTree, signal: AbortSignal): Promise<GuestsCheck> {
  const expectations = readExpectations(asked.file, asked.store)
  const file = byteText(relative(asked.directory, asked.file))
  const findings: Finding[] = []
  let asExpected = 0
  for (const expectation of expectations) {
    signal.throwIfAborted()
    const wrong = differences(expectation, await play(expectation, asked, signal))
    if (wrong.length === 0) asExpected++
    for (const { line, message } of wrong)
      findings.push({
        ...{ file, line, column: 1, severity: 'error', code: 'not-as-expected' },
        message: `guest ${expectation.guest}: ${message.replaceAll(`tftp://${SERVER}/`, '')}`,
      })
  }
  return { guests: { played: expectations.length, asExpected }, findings }
}

async function play(
  { mac, told }: Expectation,
  { directory, configDir }: ExpectedTree,
  signal: AbortSignal,
): Promise<Pick<BootReport, 'outcome' | 'entry' | 'args' | 'error' | 'steps' | 'default'>> {
  const options = {
    ...DEFAULTS,
    ...told,
    tree: directory,
    ...(configDir === null ? {} : { 'config-dir': configDir }),
  }
  const task = readBootTask(options, parseGuestWords([`mac=${mac}`]), { lease: 'offer', attended: false })
  const context = { onEvent: () => {}, signal }
  return playInto(null, task, context, (report) => report)
}

const DEFAULTS = Object.fromEntries(
  Object.entries(guestOptions).flatMap(([name, option]) =>
    'default' in option ? [[name, option.default]] : [],
  ),
) as unknown as GuestOptions

type Played = Awaited<ReturnType<typeof play>>

/** For each unmet expectation its line, what happens instead, and the directive that caused it. */
function differences({ expected, line }: Expectation, report: Played): { line: number; message: string }[] {
  const { error } = report
  const expectsError = expected.has('error') || expected.get('outcome')?.text === 'error'
  if (error !== null && !expectsError)
    return [{ line, message: `${error.code}: ${error.message}${ledBy(report, 'error')}` }]
  return Array.from(expected, ([key, { text, line }]) => {
    const found = foundOf(report, key)
    if (globMatches(text, found)) return null
    const instead = found === '' ? 'there is none' : `it is ${JSON.stringify(found)}`
    return { line, message: `${key} is not ${JSON.stringify(text)}: ${instead}${ledBy(report, key)}` }
  }).filter((difference) => difference !== null)
}

function foundOf({ outcome, entry, args, error }: Played, key: ExpectedKey): string {
  const texts: Record<ExpectedKey, string | null | undefined> = {
    outcome,
    label: entry?.label,
    kernel: entry?.kernel,
    initrd: entry?.initrds.join(' '),
    args,
    error: error?.code,
  }
  return readable(texts[key] ?? '')
}

/** The directives of all boot programs that decide each key; null: whatever chose the entry decides it. */
const SAYS: Record<ExpectedKey, RegExp | null> = {
  outcome: null,
  label: null,
  error: null,
  kernel: /^(kernel|linux\w*|com32|imgload|imgfetch|chain)$/i,
  initrd: /^(initrd\w*|append|imgfetch|module\w*)$/i,
  args: /^(append|linux\w*|kernel|imgargs)$/i,
}

function ledBy({ steps, entry, default: usual }: Played, key: ExpectedKey): string {
  const says = SAYS[key]
  const origin =
    (says && entry?.origins.findLast(({ directive }) => says.test(directive))) ??
    steps.findLast(({ origin }) => origin !== null)?.origin ??
    usual
  return origin ? ` (${origin.directive} ${origin.value}, ${origin.file}:${origin.line})` : ''
}

/** `*` is any text, `?` any character. */
function globMatches(glob: string, text: string): boolean {
  const pattern = glob
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`, 's').test(text)
}
