/** The boot: prompt, answered by a person, or by its time-out where nobody is there. Source: syslinux ldlinux.c (enter_cmdline), cli.c. */

import { BootError } from '../../../boot-error.ts'
import { ask, type Play } from '../../boot-program.ts'
import { SHOWN_BYTES } from '../../limits.ts'
import type { Choice, Prompt, Screen } from '../../menu-model.ts'
import { skipBlanks } from '../parse/index.ts'
import { originOf } from './command-line.ts'
import { type Came, outcomeOf, type Walking } from './next.ts'
import type { Walk } from './walk.ts'

/** Number of DISPLAY and SAY directives that are acted on: the last ones. */
const MAX_TEXTS = 25

/**
 * Runs the prompt. `error`: what led to it; null: PROMPT 1. If nobody is there, the time-out's command is run or,
 * without a time-out, Enter's. A command that has failed already is not run again: PXELINUX would do so for ever.
 */
export function* prompt(walk: Walk, error: BootError | null): Walking<Came> {
  const { noEscape, timeoutMs, totalTimeoutMs, onTimeout, ui, default: usual } = walk.core
  const { label, entry: number, interactive } = walk.selection
  if (error !== null && (noEscape || label !== undefined || number !== undefined)) return error
  if (noEscape) return runDefault(walk)
  const shown = error === null || error.code === 'E_NO_ENTRY' || walk.asked || interactive
  if (walk.selection.attended && shown) return yield* letType(walk, error)
  const timed = timeoutMs > 0 || totalTimeoutMs > 0
  walk.played.waits ||= !timed
  const directive = timed && onTimeout !== null ? 'ONTIMEOUT' : ui === null ? 'DEFAULT' : 'UI'
  const said = { ONTIMEOUT: onTimeout, DEFAULT: usual, UI: ui }[directive]
  const failed = error !== null && walk.played.steps.some(({ command }) => command === said?.value)
  if (said === null || failed) return error ?? noDefault(walk)
  const entry = walk.played.entry
  const because = `${directive} at the boot: prompt`
  const second = yield* outcomeOf({
    step: 'command',
    text: said.value,
    because,
    origin: originOf(directive, said),
  })
  if (second === null || error === null) return second
  walk.played.entry = entry
  return error
}

/** NOESCAPE shows no prompt, whatever PROMPT says. */
function runDefault(walk: Walk): Came {
  const { default: usual } = walk.core
  if (usual === null) return noDefault(walk)
  const because = 'DEFAULT, and NOESCAPE allows no prompt'
  return { step: 'command', text: usual.value, because, origin: originOf('DEFAULT', usual) }
}

function* letType(walk: Walk, failed: BootError | null): Walking<Came> {
  const model = promptModel(walk)
  walk.shows('prompt', '', model.timeoutMs)
  let page = yield* displayed(walk)
  for (let error = failed; ; ) {
    const choice = yield* choose({
      kind: 'prompt',
      prompt: model,
      ...(error === null ? {} : { error: error.message }),
      ...(page === '' ? {} : { page }),
    })
    walk.asked = true
    page = choice.kind === 'page' ? yield* walk.files.page(choice.file) : ''
    if (choice.kind === 'page') continue
    if (choice.kind !== 'command') throw cancelled()
    const text = choice.text.slice(skipBlanks(choice.text)) || (model.default ?? '')
    error = yield* outcomeOf({ step: 'command', text, because: 'at the boot: prompt', origin: null })
    if (error === null) return null
    walk.failTwice(text, error)
  }
}

/** DISPLAY and SAY, as much of them as a screen shows; a missing file is passed over, as in PXELINUX. */
function* displayed({ core, files }: Walk): Play<string> {
  let shown = ''
  for (const { directive, value } of core.texts.slice(-MAX_TEXTS)) {
    if (directive === 'SAY') shown += `${value}\n`
    else shown += yield* files.page(value, '')
  }
  return shown.slice(-SHOWN_BYTES)
}

/** Shows `screen` to the person at the console, and returns what they choose. */
export function* choose(screen: Screen): Play<Choice> {
  const choice = yield* ask({ want: 'choose', screen })
  if (choice instanceof BootError) throw choice
  return choice ?? { kind: 'quit' }
}

/** The boot: prompt as it is shown, with its labels, its time-outs and what they run. */
export function promptModel({ core }: Walk): Prompt {
  const { labels, timeoutMs, totalTimeoutMs, onTimeout, ui, default: usual, pages } = core
  const enter = (ui ?? usual)?.value ?? null
  return {
    labels: labels.flatMap(({ name }) => (name ? [name] : [])),
    default: enter,
    timeoutMs,
    ...(totalTimeoutMs > 0 ? { totalTimeoutMs } : {}),
    onTimeout: onTimeout?.value ?? enter,
    ...(pages.size === 0 ? {} : { pages: Object.fromEntries(pages) }),
  }
}

/** E_NO_ENTRY: nothing says what to boot. `why`: the reason, for the message. */
export function noDefault({ main }: Walk, why = 'there is no DEFAULT and no UI'): BootError {
  const hint = 'name an entry with --label, or give the configuration a DEFAULT'
  return new BootError('E_NO_ENTRY', { what: `${main.name}: ${why}`, hint })
}

/** E_CANCELLED: somebody left the menu or prompt. */
export function cancelled(): BootError {
  return new BootError('E_CANCELLED', { what: 'the menu was left without a choice' })
}
