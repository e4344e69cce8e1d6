/** Keys outside the menu itself: in the command line editor, the password dialog, a page of text, and at boot:. Pure. */

import { chosen, command, openMenu, passwordsFor, positionOf } from './actions.ts'
import type { Key } from './keys.ts'
import { pageRows } from './layout.ts'
import { editLine } from './line.ts'
import { entryAt } from './menu-tree.ts'
import type { MenuState, Mode } from './state.ts'

type ModeOf<Kind extends Mode['kind']> = Extract<Mode, { kind: Kind }>

/** A key in the editor of an entry's command line. */
export function editorKey(state: MenuState, mode: ModeOf<'edit'>, key: Key): MenuState {
  if (key === 'Esc') return openMenu(state, mode.place)
  if (key !== 'Enter') return { ...state, mode: { ...mode, line: editLine(mode.line, key) } }
  const { row } = positionOf(state, mode.place)
  const { text } = mode.line
  const unchanged = text === (entryAt(mode.place, row)?.command ?? '')
  return { ...state, choice: chosen(mode.place, row, unchanged ? undefined : text) }
}

/** A key in the password dialog. An empty password cancels it. */
export function passwordKey(state: MenuState, mode: ModeOf<'password'>, key: Key): MenuState {
  const { place, opens, typed } = mode
  if (key === 'Esc' || (key === 'Enter' && typed.text === '')) return openMenu(state, place)
  if (key !== 'Enter') return { ...state, mode: { ...mode, typed: editLine(typed, key) } }
  const passwords = passwordsFor(state, place, opens)
  return { ...state, mode: { kind: 'checking', place, opens, typed: typed.text, passwords } }
}

/** A key on a page of text: any key shows the next screenful and at the end closes the page, Esc closes it at once. */
export function pageKey(state: MenuState, mode: ModeOf<'page'>, key: Key): MenuState {
  const top = mode.top + pageRows(state.rows)
  return key === 'Esc' || top >= mode.lines.length
    ? { ...state, mode: mode.back }
    : { ...state, mode: { ...mode, top } }
}

/** A key at boot:. Enter on an empty line runs the default; if there is a menu, it goes back there. */
export function promptKey(state: MenuState, mode: ModeOf<'prompt'>, key: Key): MenuState {
  const { anyKey, question } = state.screen.prompt
  if (anyKey) return { ...state, choice: command(key) }
  if (question !== undefined) return questionKey(state, mode, key)
  const { back, line } = mode
  const text = line.text.trim()
  if (back && (key === 'Esc' || (key === 'Enter' && text === ''))) return openMenu(state, back)
  if (key === 'Tab') return { ...state, mode: { ...mode, listed: true } }
  if (key !== 'Enter') return { ...state, mode: { ...mode, line: editLine(line, key), listed: false } }
  const run = text === '' ? state.screen.prompt.default : line.text.trimStart()
  return run === null
    ? { ...state, notice: 'There is no default: type a label.' }
    : { ...state, choice: command(run) }
}

/** A key at a script's question, which accepts any answer, even an empty one; Esc gives none. */
function questionKey(state: MenuState, mode: ModeOf<'prompt'>, key: Key): MenuState {
  if (key === 'Esc') return { ...state, choice: { kind: 'quit' } }
  if (key === 'Enter') return { ...state, choice: command(mode.line.text) }
  return { ...state, mode: { ...mode, line: editLine(mode.line, key) } }
}
