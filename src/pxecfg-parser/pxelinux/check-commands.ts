/** Checks what a configuration runs by itself, when nobody is there: UI, DEFAULT and ONTIMEOUT. */

import { BootError } from '../../boot-error.ts'
import type { Answer, Play, Want } from '../boot-program.ts'
import type { Screen } from '../menu-model.ts'
import type { CheckedLabel } from '../types.ts'
import { type Configuration, type Said, splitWord, type Warnings } from './parse/index.ts'
import { type Next, run, showsMenu, type Walk } from './run/index.ts'

/**
 * Checks the commands that do not run a label (labels are checked on their own). `core`, `menu`: the configuration as
 * PXELINUX and as its menu read it; `walkFrom` begins a walk from its start.
 */
export function* checkCommands(
  walkFrom: () => Walk,
  core: Configuration,
  menu: Configuration,
  warnings: Warnings,
): Play<CheckedLabel[]> {
  const { ui, default: usual } = core
  if (ui !== null && usual !== null && !menu.byName.has(firstWord(usual)))
    warnings.add(
      'unknown-default',
      usual.at,
      `DEFAULT ${usual.value} names no entry: the menu begins with its first`,
    )
  const checked: CheckedLabel[] = []
  for (const { directive, said, by } of commandsOf(core, menu)) {
    if (said === null || said.value === '' || core.byName.has(firstWord(said))) continue
    const { value: text, at } = said
    const next: Next =
      by === 'menu' ? { step: 'file', text, by } : { step: 'command', text, because: directive, origin: null }
    checked.push({ label: null, at, command: `${directive} ${text}`, ...(yield* tryOut(walkFrom(), next)) })
  }
  return checked
}

/** The commands, and who runs each: PXELINUX itself or its menu. */
function commandsOf(core: Configuration, { menus }: Configuration) {
  const { ui, default: usual, onTimeout } = core
  const itself = (directive: string, said: Said | null) => ({ directive, said, by: 'prompt' as const })
  const start = ui === null ? itself('DEFAULT', usual) : itself('UI', ui)
  if (!showsMenu(core)) return [start, itself('ONTIMEOUT', onTimeout)]
  // Submenus inherit it.
  const own = new Map(menus.map(({ onTimeout }) => [JSON.stringify(onTimeout), onTimeout]))
  return [
    start,
    ...Array.from(own.values(), (said) => ({ directive: 'ONTIMEOUT', said, by: 'menu' as const })),
  ]
}

const firstWord = ({ value }: Said): string => splitWord(value).word

/** Runs `first` until somebody would be asked. The result is what boots without any key press. */
export function* tryOut(walk: Walk, first: Next): Play<Pick<CheckedLabel, 'boots' | 'error'>> {
  const asked = new BootError('E_CANCELLED', { what: 'somebody would be asked' })
  const { prefix } = walk.files
  try {
    const error = yield* answering(run(walk, first), asked)
    return { boots: error === null ? walk.played.entry : null, error }
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return { boots: null, error: error === asked ? null : error }
  } finally {
    walk.files.prefix = prefix
  }
}

function* answering<T>(play: Play<T>, asked: BootError): Generator<Want, T, Answer> {
  for (let step = play.next(null); ; ) {
    if (step.done) return step.value
    const want = step.value
    step = play.next(want.want === 'choose' ? (failureShown(want.screen) ?? asked) : yield want)
  }
}

/** The error that the prompt shows after a menu that has no entries or whose file is missing. */
function failureShown(screen: Screen): BootError | null {
  const why = screen.kind === 'prompt' ? screen.error : undefined
  return why === undefined ? null : new BootError('E_NO_ENTRY', { what: why })
}
