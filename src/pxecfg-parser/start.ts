/** Which command is run first. Source: syslinux ldlinux.c, main. */

import { BootError } from '../boot-error.ts'
import { originOf } from './command-line.ts'
import { runLabel, runOnError } from './commands.ts'
import { typeOfName } from './kernel-types.ts'
import { moduleName, moduleOf } from './modules.ts'
import { noDefault } from './prompt.ts'
import { splitWord } from './text.ts'
import type { StepResult, Walk } from './walk.ts'

/** What the caller has chosen, else what the configuration says. */
export async function start(walk: Walk): StepResult {
  walk.configs.add(`${walk.files.prefix} ${walk.main.name}`)
  const { label, entry, interactive } = walk.selection
  if (label !== undefined) return walk.runTyped(label, 'asked for', null)
  if (entry !== undefined) return runNumber(walk, entry)
  if (interactive && walk.host.choose !== null && !showsMenu(walk))
    return orPrompt(walk, await walk.showMenu([]))
  return runConfigured(walk)
}

/** UI; else, unless PROMPT is on, DEFAULT; else the boot: prompt. */
export async function runConfigured(walk: Walk): StepResult {
  const { ui, default: usual, prompt, timeoutMs, totalTimeoutMs } = walk.core
  Object.assign(walk.played, { timeoutMs, totalTimeoutMs })
  if (ui !== null && !(usual !== null && isForeign(walk, ui.value))) {
    return orPrompt(walk, await walk.runTyped(ui.value, 'UI', originOf('UI', ui)))
  }
  if (ui === null && prompt !== null && prompt.value !== 0) return walk.prompt(null)
  if (usual === null) return walk.prompt(noDefault(walk))
  return orPrompt(walk, await walk.runTyped(usual.value, 'DEFAULT', originOf('DEFAULT', usual)))
}

function orPrompt(walk: Walk, error: BootError | null): StepResult {
  return error === null ? Promise.resolve(null) : walk.prompt(error)
}

async function runNumber(walk: Walk, entry: number): StepResult {
  const { labels } = walk.core
  const label = labels[entry]
  if (label === undefined || label.name === null) {
    const hint =
      labels.length === 0 ? 'it has no labels' : `entries are numbered from 0 to ${labels.length - 1}`
    return new BootError('E_NO_ENTRY', { what: `${walk.main.name}: there is no entry ${entry}`, hint })
  }
  walk.note(label.name, label, `asked for as entry ${entry}`, null)
  const error = await runLabel(walk, label, '')
  return error === null ? null : runOnError(walk, label.name, error)
}

/** Whether the configuration shows a menu anyway. */
function showsMenu({ core }: Walk): boolean {
  const { word } = splitWord((core.ui ?? core.default)?.value ?? '')
  const kernel = core.byName.get(word)?.kernel.value ?? word
  return /^(?:vesa)?menu(?:\.c32)?$/.test(moduleName(splitWord(kernel).word))
}

/** A user interface that a host does not have (gfxboot.c32, say): what it would start is DEFAULT. */
function isForeign({ core }: Walk, text: string): boolean {
  const { word } = splitWord(text)
  if (core.byName.has(word)) return false
  return word === 'gfxboot' || (typeOfName(word) === 'com32' && moduleOf(word) === null)
}
