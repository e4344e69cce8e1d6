/** What keys and time-outs do: open a menu, run an entry, ask for a password. Pure, for model.ts. */

import type { Choice } from '../../pxecfg-parser/menu-model.ts'
import { entryRows } from './layout.ts'
import { lineOf } from './line.ts'
import { entryAt, type Place, pathTo, selectable, startRow } from './menu-tree.ts'
import type { Locked, MenuState, Position } from './state.ts'

/** The state with the menu of `place` open. */
export function openMenu(state: MenuState, place: Place): MenuState {
  return moveTo({ ...state, mode: { kind: 'menu', place } }, place, positionOf(state, place))
}

/** The state with the boot: prompt open. `back`: the menu that Esc returns to. */
export function openPrompt(state: Omit<MenuState, 'mode'>, back: Place | null): MenuState {
  const { question, default: value } = state.screen.prompt
  const line = lineOf(question === undefined ? '' : (value ?? ''))
  return { ...state, mode: { kind: 'prompt', back, line, listed: false, ctrlF: false } }
}

/** The cursor in `place`: where it was left, or on the default entry. */
export function positionOf(state: MenuState, place: Place): Position {
  return state.positions.get(place) ?? { row: startRow(place), top: 0 }
}

/** Puts the cursor of `place` on a row and scrolls so that it is visible. */
export function moveTo(state: MenuState, place: Place, { row, top }: Position): MenuState {
  const rows = entryRows(state.rows)
  const lastTop = Math.max(0, place.shown.length - rows)
  const seen = Math.max(0, row - rows + 1, Math.min(top, row, lastTop))
  return { ...state, positions: new Map(state.positions).set(place, { row, top: seen }) }
}

/** Asks for the password of what `opens` names; opens it at once if it has none. */
export function ask(state: MenuState, place: Place, opens: Locked): MenuState {
  return passwordsFor(state, place, opens).length === 0
    ? unlocked(state, place, opens)
    : { ...state, mode: { kind: 'password', place, opens, typed: lineOf('') } }
}

/** An entry's own password guards Enter, the master password guards Tab and Esc and also opens every entry. */
export function passwordsFor(state: MenuState, place: Place, opens: Locked): string[] {
  const master = place.menu.masterPassword
  const own = entryAt(place, positionOf(state, place).row)?.password
  const passwords = opens !== 'boot' ? [master] : own === undefined ? [] : [own, master]
  return passwords.filter((password) => password !== undefined)
}

/** The state after a right password, or if there is none. */
export function unlocked(state: MenuState, place: Place, opens: Locked): MenuState {
  switch (opens) {
    case 'boot':
      return runEntry(state, place)
    case 'edit': {
      const line = lineOf(entryAt(place, positionOf(state, place).row)?.command ?? '')
      return { ...state, mode: { kind: 'edit', place, line } }
    }
    case 'prompt':
      return openPrompt(state, place)
  }
}

/** Enter on the entry under the cursor: boots it, opens another menu, or ends the menu. */
export function runEntry(state: MenuState, place: Place): MenuState {
  const { row } = positionOf(state, place)
  const entry = entryAt(place, row)
  if (!state.tree || !entry || !selectable(place, row)) return openMenu(state, place)
  if (entry.submenu) return openMenu(state, state.tree.places.get(entry.submenu) ?? place)
  switch (entry.action) {
    case 'quit':
      return { ...state, choice: { kind: 'quit' } }
    case 'exit':
    case 'goto': {
      const there = entry.target === undefined ? place.parent : state.tree.tags.get(entry.target)
      return openMenu(state, there ?? place)
    }
    default:
      return { ...state, choice: chosen(place, row) }
  }
}

/** Chooses the entry of a row, with the command line as edited after Tab. */
export function chosen(place: Place, row: number, edited?: string): Choice {
  const path = pathTo(place, place.shown[row] ?? 0)
  return edited === undefined ? { kind: 'entry', path } : { kind: 'entry', path, command: edited }
}

/** Chooses to run a command line; null ends the menu. */
export function command(text: string | null): Choice {
  return text === null ? { kind: 'quit' } : { kind: 'command', text }
}
