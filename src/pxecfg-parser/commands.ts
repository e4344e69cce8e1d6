/** Commands as they are typed or configured: labels, files, ONERROR. Source: syslinux ldlinux.c, load_kernel. */

import { BootError } from '../boot-error.ts'
import { commandOfLabel, commandOfText, originOf } from './command-line.ts'
import type { Label } from './configuration.ts'
import type { Origin } from './diagnostics.ts'
import { COMPLETIONS, KERNEL_TYPES, typeOfName } from './kernel-types.ts'
import { sysappendText } from './sysappend.ts'
import { splitWord } from './text.ts'
import { warnOfTypes } from './type-warnings.ts'
import type { CmdlinePart } from './types.ts'
import type { StepResult, Walk } from './walk.ts'

/** A command as at the boot: prompt: a label, or a file; then ONERROR. */
export async function runTyped(walk: Walk, text: string, because: string, origin: Origin | null): StepResult {
  const { word, rest } = splitWord(text)
  const label = walk.core.byName.get(word) ?? null
  walk.note(text, label, because, origin)
  const error = label === null ? await runFile(walk, text, true) : await runLabel(walk, label, rest)
  return error === null ? null : runOnError(walk, text, error)
}

/** `typed`: what stands behind the label's name, blanks included. */
export async function runLabel(walk: Walk, label: Label, typed: string): StepResult {
  walk.begin(label)
  if (!label.starts) {
    return new BootError('E_NO_ENTRY', {
      what: `${walk.where()} is a line of a menu alone and boots nothing`,
    })
  }
  const command = commandOfLabel(label, walk.client, typed)
  warnOfTypes(walk.warnings, label, command)
  return walk.execute(walk.withWords(command))
}

/**
 * A file that is no label. `completed`: as at the prompt: IMPLICIT must allow it, ALLOWOPTIONS its words, `x` is looked
 * for as `x.c32` and so on first, and the global SYSAPPEND counts; else as a menu runs it, as it stands.
 */
export async function runFile(walk: Walk, text: string, completed: boolean): StepResult {
  const { implicit, allowOptions, sysappend } = walk.core
  walk.begin(null)
  const typed = commandOfText(text, KERNEL_TYPES)
  if (completed && !implicit) return noEntry(walk, typed.name, ', and IMPLICIT 0 allows no file')
  const bare = completed && !allowOptions
  const cut = bare ? { ...typed, parts: [] } : typed
  const whole = bare && walk.selection.label !== undefined ? cut : walk.withWords(cut)
  const name = typed.type === 'kernel' ? await findFile(walk, typed.name, completed) : typed.name
  if (name === null) return noEntry(walk, typed.name, ', nor is there a file of that name')
  if (name instanceof BootError) return name
  const type = typed.type === 'kernel' ? typeOfName(name) : typed.type
  const adds = completed && type === 'linux' && sysappend !== null
  const added: CmdlinePart[] = adds
    ? [
        {
          from: 'SYSAPPEND',
          text: sysappendText(sysappend.value, walk.client),
          origin: originOf('SYSAPPEND', sysappend),
        },
      ]
    : []
  return walk.execute({ ...whole, name, parts: [...whole.parts, ...added] })
}

/** ONERROR, once, with the DEFAULT or UI line behind it. Where that fails too, the first error counts. */
export async function runOnError(walk: Walk, text: string, error: BootError): StepResult {
  const { code, message } = error
  walk.host.onEvent({ event: 'CommandFailed', command: text, label: walk.label?.name ?? null, code, message })
  const { onError, ui, default: usual } = walk.core
  if (onError === null || onError.value === '' || walk.onErrorRan) return error
  walk.onErrorRan = true
  const failed = walk.played.entry
  const line = `${onError.value} ${(ui ?? usual)?.value ?? ''}`
  if ((await runTyped(walk, line, 'ONERROR', originOf('ONERROR', onError))) === null) return null
  walk.played.entry = failed
  return error
}

/** The name under which the server has the file; null: none. A module that is known by its name need not be there. */
async function findFile(walk: Walk, name: string, completed: boolean): Promise<string | BootError | null> {
  if (name === '') return null
  if (typeOfName(name) !== 'linux') return name
  const candidates = completed ? COMPLETIONS.map((extension) => name + extension) : []
  for (const candidate of [...candidates, name]) {
    const placed = walk.tryLocate([candidate])
    if (placed instanceof BootError) return placed
    if (placed[0] !== undefined && (await walk.host.exists(placed[0]))) return candidate
  }
  return null
}

function noEntry({ main, core }: Walk, name: string, why: string): BootError {
  const labels = core.labels.flatMap(({ name: label }) => (label ? [label] : []))
  const some = labels.slice(0, 10).join(', ') + (labels.length > 10 ? ', ...' : '')
  return new BootError('E_NO_ENTRY', {
    what: `${main.name}: "${name}" is no label${why}`,
    hint: labels.length === 0 ? 'the configuration has no labels' : `its labels are ${some}`,
  })
}
