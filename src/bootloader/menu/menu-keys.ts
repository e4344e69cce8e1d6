/** Keys in a menu: run_menu of syslinux com32/menu/menumain.c. Pure. */

import { ask, moveTo, openMenu, positionOf } from './actions.ts'
import type { Key } from './keys.ts'
import { entryRows } from './layout.ts'
import { entryAt, nextSelectable, type Place, selectable } from './menu-tree.ts'
import type { MenuState } from './state.ts'

/** The state after `key` in the menu of `place`. */
export function menuKey(state: MenuState, place: Place, key: Key): MenuState {
  const { row } = positionOf(state, place)
  if (place.menu.exactKeys && (key.length === 1 || place.hotkeys.has(key))) return hotkey(state, place, key)
  switch (key) {
    case 'Enter':
      return ask(state, place, 'boot')
    case 'Tab':
      return place.menu.noEdit || !editable(place, row) ? state : ask(state, place, 'edit')
    case 'Esc':
      return leave(state, place)
    case 'Up':
    case 'Ctrl-P':
    case '-':
      return move(state, place, row - 1, -1)
    case 'Down':
    case 'Ctrl-N':
    case '+':
      return move(state, place, row + 1, 1)
    case 'PageUp':
    case 'Left':
    case 'Ctrl-B':
    case '<':
      return move(state, place, row - entryRows(state.rows), -1)
    case 'PageDown':
    case 'Right':
    case 'Ctrl-F':
    case '>':
    case ' ':
      return move(state, place, row + entryRows(state.rows), 1)
    case 'Home':
    case 'Ctrl-A':
      return move(state, place, 0, -1)
    case 'End':
    case 'Ctrl-E':
      return move(state, place, place.shown.length - 1, 1)
    default:
      return hotkey(state, place, key)
  }
}

/** Esc: back to the parent menu, or from the root to the boot: prompt. */
function leave(state: MenuState, place: Place): MenuState {
  if (place.parent) return openMenu(state, place.parent)
  if (place.menu.escapeQuits) return { ...state, choice: { kind: 'quit' } }
  return place.menu.noEdit || place.menu.noEscape ? state : ask(state, place, 'prompt')
}

/** Moves to `row`, or to the nearest selectable row, looking first in the direction of the move. */
function move(state: MenuState, place: Place, row: number, direction: 1 | -1): MenuState {
  const within = Math.max(0, Math.min(row, place.shown.length - 1))
  const there =
    nextSelectable(place, within, direction) ?? nextSelectable(place, within, direction === 1 ? -1 : 1) ?? -1
  return moveTo(state, place, { row: there, top: positionOf(state, place).top })
}

/** A hotkey moves the cursor; with MENU IMMEDIATE it presses Enter as well. */
function hotkey(state: MenuState, place: Place, key: Key): MenuState {
  const { menu, hotkeys } = place
  const row = hotkeys.get(key) ?? (menu.exactKeys ? undefined : hotkeys.get(upperCase(key)))
  if (row === undefined) return state
  const moved = moveTo(state, place, { row, top: positionOf(state, place).top })
  return entryAt(place, row)?.immediate ? ask(moved, place, 'boot') : moved
}

/** Upper case, except for names of keys. */
function upperCase(key: Key): Key {
  return key.length === 1 ? key.toUpperCase() : key
}

/** Whether the row has a command line to edit, so neither opens a menu nor is MENU HELP. */
function editable(place: Place, row: number): boolean {
  return selectable(place, row) && entryAt(place, row)?.command !== undefined
}
