/** Commands as they are typed or configured: labels, files, ONERROR. Source: syslinux ldlinux.c, load_kernel. */

import { BootError } from '../../../boot-error.ts'
import type { Play } from '../../boot-program.ts'
import { COMPLETIONS, KERNEL_TYPES, skipBlanks, splitWord, typeOfName } from '../parse/index.ts'
import { withWords } from './added-words.ts'
import { type Command, commandOfLabel, commandOfText, originOf } from './command-line.ts'
import { type Came, type Next, outcomeOf, type Walking } from './next.ts'
import { sysappendText } from './sysappend.ts'
import { warnOfTypes } from './type-warnings.ts'
import { exists, type Walk } from './walk.ts'

/** Runs a command as the boot: prompt does: a label or a file, and ONERROR if it fails. */
export function* runTyped(
  walk: Walk,
  { text, because, origin }: Extract<Next, { step: 'command' }>,
): Walking<Came> {
  const { word, rest } = splitWord(text)
  const label = walk.core.byName.get(word) ?? null
  walk.note(text, label, because, origin)
  const words = rest.slice(skipBlanks(rest))
  const typed = words === '' ? '' : ` ${words}`
  const error = yield* outcomeOf(
    label === null ? { step: 'file', text, by: 'prompt' } : { step: 'label', label, typed, by: 'prompt' },
  )
  return error && (yield* runOnError(walk, text, error))
}

/** Runs a label. `typed`: the words after its name. ONERROR adds the global SYSAPPEND once more. */
export function runLabel(walk: Walk, { label, typed, by }: Extract<Next, { step: 'label' }>): Came {
  walk.begin(label)
  if (!label.starts) {
    return new BootError('E_NO_ENTRY', {
      what: `${walk.where()} is only a line of a menu and boots nothing`,
    })
  }
  const command = commandOfLabel(label, walk.client, typed)
  warnOfTypes(walk.warnings, label, command)
  const whole = withWords(walk, command)
  return { step: 'execute', command: by === 'onerror' ? withSysappend(walk, whole) : whole }
}

/**
 * Runs a file that is not a label. At the prompt IMPLICIT must allow it and ALLOWOPTIONS its words, and `x` is first
 * looked for as `x.c32` and so on; ONERROR and menus run it as it is. The global SYSAPPEND is added except in menus.
 */
export function* runFile(walk: Walk, { text, by }: Extract<Next, { step: 'file' }>): Walking<Came> {
  const { implicit, allowOptions } = walk.core
  const completed = by === 'prompt'
  walk.begin(null)
  const typed = commandOfText(text, KERNEL_TYPES)
  if (completed && !implicit) return noEntry(walk, typed.name, ', and IMPLICIT 0 allows no file')
  const bare = completed && !allowOptions
  const cut = bare ? { ...typed, parts: [] } : typed
  const whole = bare && walk.selection.label !== undefined ? cut : withWords(walk, cut)
  const name = typed.type === 'kernel' ? yield* findFile(walk, typed.name, completed) : typed.name
  if (name === null) return noEntry(walk, typed.name, ', nor is there a file of that name')
  if (name instanceof BootError) return name
  const command = { ...whole, name }
  return { step: 'execute', command: by === 'menu' ? command : withSysappend(walk, command) }
}

/** Adds the strings of the global SYSAPPEND to a kernel's command line; twice where the type is written before its name. */
function withSysappend({ core: { sysappend }, client }: Walk, command: Command): Command {
  const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
  if (sysappend === null || (type !== 'linux' && type !== 'fdimage')) return command
  const text = sysappendText(sysappend.value, client).repeat(command.type === 'kernel' ? 1 : 2)
  const origin = originOf('SYSAPPEND', sysappend)
  return { ...command, parts: [...command.parts, { from: 'SYSAPPEND', text, origin }] }
}

/**
 * Runs ONERROR, once, followed by the DEFAULT or UI line: a label without the words that ONERROR has after its name, or
 * a file. If that fails too, the first error is returned.
 */
export function* runOnError(walk: Walk, text: string, error: BootError): Walking<Came> {
  const { code, message } = error
  walk.events.push({ event: 'CommandFailed', command: text, label: walk.label?.name ?? null, code, message })
  const { onError, ui, default: usual } = walk.core
  if (onError === null || onError.value === '' || walk.onErrorRan) return error
  walk.onErrorRan = true
  const failed = walk.played.entry
  const words = ` ${(ui ?? usual)?.value ?? ''}`
  const line = onError.value + words
  const label = walk.core.byName.get(splitWord(onError.value).word) ?? null
  walk.note(line, label, 'ONERROR', originOf('ONERROR', onError))
  const second = yield* outcomeOf(
    label === null
      ? { step: 'file', text: line, by: 'onerror' }
      : { step: 'label', label, typed: words, by: 'onerror' },
  )
  if (second === null) return null
  walk.played.entry = failed
  return error
}

/**
 * The name under which the server has the file; null: none. A name whose extension has a type of its own is not looked
 * for.
 */
function* findFile(walk: Walk, name: string, completed: boolean): Play<string | BootError | null> {
  if (name === '') return null
  if (typeOfName(name) !== 'linux') return name
  const candidates = completed ? COMPLETIONS.map((extension) => name + extension) : []
  for (const candidate of [...candidates, name]) {
    const placed = walk.tryLocate([candidate])
    if (placed instanceof BootError) return placed
    if (placed[0] !== undefined && (yield* exists(placed[0]))) return candidate
  }
  return null
}

function noEntry({ main, core }: Walk, name: string, why: string): BootError {
  const labels = core.labels.flatMap(({ name: label }) => (label ? [label] : []))
  const some = labels.slice(0, 10).join(', ') + (labels.length > 10 ? ', ...' : '')
  return new BootError('E_NO_ENTRY', {
    what: `${main.name}: there is no label "${name}"${why}`,
    hint: labels.length === 0 ? 'the configuration has no labels' : `its labels are ${some}`,
  })
}
