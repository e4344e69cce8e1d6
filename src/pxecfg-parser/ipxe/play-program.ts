/** Plays a script as a boot program: translates its wants and its result to the common form. */

import { triedResult } from '../../absent-file.ts'
import { BootError } from '../../boot-error.ts'
import { programOfContent, programOfName } from '../../program-names.ts'
import { ask, type Play } from '../boot-program.ts'
import type { Choice, Screen } from '../menu-model.ts'
import type { Played, PxeClient, Selection } from '../types.ts'
import { scriptClient } from './client.ts'
import { bootEntryOf, playedOf } from './common-result.ts'
import { keyName } from './keys.ts'
import { playScript } from './play.ts'
import { readFile } from './read-file.ts'
import { keyScreen, lineScreen, menuScreen, TIMED_OUT } from './screens.ts'
import type { Answer, Want } from './wants.ts'

/** What is remembered while the script runs. */
interface Way {
  client: PxeClient
  selection: Selection
  /** iPXE would have waited for a key for ever. */
  waits: boolean
  /** The entry that the caller named was in a menu. */
  taken: boolean
  /** Scripts after the first. */
  includes: string[]
  scripts: number
  /** The last text of echo. */
  said: string
}

/** Plays the script that the lease names. */
export function* play(client: PxeClient, selection: Selection): Play<Played> {
  const way: Way = { client, selection, waits: false, taken: false, includes: [], scripts: 0, said: '' }
  const script = playScript(scriptClient(client))
  let step = script.next()
  while (!step.done) {
    const given = yield* answerOrError(step.value, way)
    step = given instanceof BootError ? script.throw(given) : script.next(given)
  }
  const played = playedOf(step.value, way)
  const error = played.outcome === 'local' ? notTaken(way) : null
  return error === null ? played : { ...played, outcome: 'error', error }
}

/** An error ends the script. */
function* answerOrError(want: Want, way: Way): Play<Answer | BootError> {
  try {
    return yield* answer(want, way)
  } catch (error) {
    if (error instanceof BootError) return error
    throw error
  }
}

function* answer(want: Want, way: Way): Play<Answer> {
  switch (want.want) {
    case 'probe': {
      const { name, url } = want
      const found = yield* ask({ want: 'probe', file: { name, url } })
      return found instanceof BootError ? { error: found } : { file: { url, bytes: found.bytes, text: null } }
    }
    case 'read': {
      const file = yield* readFile(want)
      yield* noteScript(want, file, way)
      return file instanceof BootError ? { error: file } : { file }
    }
    case 'choose':
      return { chosen: yield* chosen(want.menu, way) }
    case 'key':
      return { key: yield* pressed(want, way) }
    case 'line': {
      if (way.selection.attended !== true) return { line: undefined }
      const choice = yield* askPerson(lineScreen(want, way.said))
      if (choice === null) return { line: undefined }
      return { line: choice.kind === 'command' ? choice.text : null }
    }
    case 'boot': {
      const refused = notTaken(way)
      if (refused !== null) throw refused
      const error = yield* ask({ want: 'boot', entry: bootEntryOf(want.entry, way.selection.args ?? '') })
      return error instanceof BootError ? { error } : { done: true }
    }
    case 'echo':
      way.said = want.text
      return { done: true }
  }
}

/** A label that may be the number of an item; -1: it is not. */
function numberOf(label: string): number {
  return /^\d+$/.test(label) ? Number(label) : -1
}

/** The error if the caller named an entry that no menu had. */
function notTaken({ selection: { label, entry }, taken }: Way): BootError | null {
  const wanted = label ?? (entry === undefined ? undefined : `entry ${entry}`)
  if (wanted === undefined || taken) return null
  return new BootError('E_NO_ENTRY', { what: `no menu of the script has ${JSON.stringify(wanted)}` })
}

/** Reports a script: the first one is the configuration, and those that it loads are its includes. */
function* noteScript(
  { name, url }: Extract<Want, { want: 'read' }>,
  file: { text: string | null } | BootError,
  way: Way,
): Play<void> {
  const missing = file instanceof BootError
  const result = triedResult(file)
  const first = way.scripts++ === 0
  if (!first && !missing && programOfContent(file.text ?? '') !== 'ipxe') return
  if (!first && missing && programOfName(name) !== null) return
  if (!first && !missing) way.includes.push(name)
  yield* ask({
    want: 'note',
    event: { event: first ? 'ConfigTried' : 'ConfigIncluded', file: name, url, result },
  })
}

function* chosen(menu: Extract<Want, { want: 'choose' }>['menu'], way: Way): Play<number | null> {
  const { label, entry } = way.selection
  const selectable = menu.items.flatMap((item, index) => (item.label === null ? [] : [index]))
  const named =
    label === undefined
      ? selectable[entry ?? -1]
      : (selectable.find((index) => menu.items[index]?.label === label) ?? selectable[numberOf(label)])
  if (named !== undefined && !way.taken) {
    way.taken = true
    return named
  }
  const choice = yield* askPerson(menuScreen(menu))
  yield* ask({
    want: 'note',
    event: {
      event: 'ScreenShown',
      kind: 'menu',
      title: menu.title,
      timeoutMs: menu.timeoutMs,
      unattended: choice === null,
    },
  })
  if (choice === null) {
    way.waits ||= menu.timeoutMs === 0
    return menu.selected
  }
  if (choice.kind === 'quit') return null
  return choice.kind === 'entry' ? (choice.path[0] ?? null) : menu.selected
}

function* pressed(
  want: Extract<Want, { want: 'key' }>,
  way: Way,
): Play<'pressed' | 'timed-out' | 'canceled'> {
  const choice = yield* askPerson(keyScreen(want, way.said))
  if (choice === null) {
    way.waits ||= want.timeoutMs === 0
    return want.timeoutMs > 0 ? 'timed-out' : 'pressed'
  }
  if (choice.kind !== 'command') return 'canceled'
  if (choice.text === TIMED_OUT) return 'timed-out'
  return want.key === null || choice.text === keyName(want.key) ? 'pressed' : 'canceled'
}

/** null: nobody is there. Throws E_CANCELLED if somebody leaves the screen. */
function* askPerson(screen: Screen): Play<Choice | null> {
  const choice = yield* ask({ want: 'choose', screen })
  if (choice instanceof BootError) throw choice
  return choice
}
