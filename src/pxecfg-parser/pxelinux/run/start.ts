/** Which command is run first. Source: syslinux ldlinux.c, main. */

import { BootError } from '../../../boot-error.ts'
import { type Configuration, parseConfiguration, splitWord, typeOfName } from '../parse/index.ts'
import { originOf } from './command-line.ts'
import { runOnError } from './commands.ts'
import { moduleName, moduleOf } from './modules.ts'
import { type Came, type Next, outcomeOf, type Walking } from './next.ts'
import { noDefault } from './prompt.ts'
import type { Walk } from './walk.ts'

/** Starts what the caller has chosen, else what the configuration says. */
export function* start(walk: Walk): Walking<Came> {
  walk.configs.add(`${walk.files.prefix} ${walk.main.name}`)
  const { label, entry, interactive } = walk.selection
  if (label !== undefined) return yield* runAsked(walk, label)
  if (entry !== undefined) return yield* runNumber(walk, entry)
  if (interactive && walk.selection.attended && !showsMenu(walk.core))
    return yield* orPrompt({ step: 'menu', files: [] })
  return { step: 'configured' }
}

/** Runs UI; else, unless PROMPT is on, DEFAULT; else the boot: prompt. */
export function* runConfigured(walk: Walk): Walking<Came> {
  const { ui, default: usual, prompt, timeoutMs, totalTimeoutMs } = walk.core
  Object.assign(walk.played, { timeoutMs, totalTimeoutMs })
  if (ui !== null && !(usual !== null && isForeign(walk, ui.value))) {
    return yield* orPrompt({ step: 'command', text: ui.value, because: 'UI', origin: originOf('UI', ui) })
  }
  if (ui === null && prompt !== null && prompt.value !== 0) return { step: 'prompt', error: null }
  if (usual === null) return { step: 'prompt', error: noDefault(walk) }
  const origin = originOf('DEFAULT', usual)
  return yield* orPrompt({ step: 'command', text: usual.value, because: 'DEFAULT', origin })
}

function* orPrompt(next: Next): Walking<Came> {
  const error = yield* outcomeOf(next)
  return error && { step: 'prompt', error }
}

/**
 * Runs the label or command that the caller named; a number that is not a label counts the labels. Labels of a menu may
 * have blanks in their names, of which the prompt would take only the first word, so they come first.
 */
function* runAsked(walk: Walk, text: string): Walking<Came> {
  if (/^\d+$/.test(text) && !walk.core.byName.has(text)) return yield* runNumber(walk, Number(text))
  const menu = /\s/.test(text) ? parseConfiguration([walk.main], 'menu', null, walk.warnings) : null
  const label = menu === null ? undefined : (yield* walk.files.parse(menu)).byName.get(text)
  if (label === undefined) return { step: 'command', text, because: 'asked for', origin: null }
  walk.note(text, label, 'asked for', null)
  const error = yield* outcomeOf({ step: 'label', label, typed: '', by: 'menu' })
  return error && (yield* runOnError(walk, text, error))
}

function* runNumber(walk: Walk, entry: number): Walking<Came> {
  const { labels } = walk.core
  const label = labels[entry]
  if (label === undefined || label.name === null) {
    const hint =
      labels.length === 0 ? 'it has no labels' : `entries are numbered from 0 to ${labels.length - 1}`
    return new BootError('E_NO_ENTRY', { what: `${walk.main.name}: there is no entry ${entry}`, hint })
  }
  walk.note(label.name, label, `asked for as entry ${entry}`, null)
  const error = yield* outcomeOf({ step: 'label', label, typed: '', by: 'menu' })
  return error && (yield* runOnError(walk, label.name, error))
}

/** Whether the configuration shows a menu anyway. */
export function showsMenu({ ui, default: usual, byName }: Configuration): boolean {
  const { word } = splitWord((ui ?? usual)?.value ?? '')
  const kernel = byName.get(word)?.kernel.value ?? word
  return /^(?:vesa)?menu(?:\.c32)?$/.test(moduleName(splitWord(kernel).word))
}

/** Whether UI names a user interface that cannot run on a host, such as gfxboot.c32: DEFAULT replaces it. */
function isForeign({ core }: Walk, text: string): boolean {
  const { word } = splitWord(text)
  if (core.byName.has(word)) return false
  return word === 'gfxboot' || (typeOfName(word) === 'com32' && moduleOf(word) === null)
}
