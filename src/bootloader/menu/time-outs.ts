/** What happens when nobody presses a key. Source: timeout_jump in syslinux com32/menu/menumain.c. Pure. */

import type { MenuEntry, Screen } from '../../pxecfg-parser/menu-model.ts'
import { chosen, command, openMenu, positionOf, runEntry } from './actions.ts'
import { entryAt, type MenuTree, type Place, startRow } from './menu-tree.ts'
import type { MenuState } from './state.ts'

/** After this many menus, a loop of menus whose default entries open each other ends. */
const MAX_MENUS = 64

/** The menu in which a screen begins: MENU START, or the root. */
export function startPlace(tree: MenuTree, screen: Screen): Place {
  const tag = screen.kind === 'menu' ? screen.start : null
  return (tag === null ? undefined : tree.tags.get(tag)) ?? tree.root
}

/** When the state ends by itself. Only a screen without a running time-out would wait for ever, and has `idleAt`. */
export function deadlines({ bootAt, endAt, idleAt }: MenuState): number[] {
  const own = [bootAt, endAt].filter((at) => at !== null)
  return own.length > 0 ? own : [idleAt]
}

/** At TIMEOUT or TOTALTIMEOUT: runs ONTIMEOUT or the default entry, without asking for its password. */
export function timedOut(state: MenuState): MenuState {
  const { mode, screen } = state
  if (mode.kind === 'prompt')
    return { ...state, choice: command(screen.prompt.onTimeout ?? screen.prompt.default) }
  const { onTimeout } = mode.place.menu
  if (onTimeout !== undefined) return { ...state, choice: command(onTimeout) }
  const { choice } = bootDefault(state, mode.place)
  return { ...state, choice: choice?.kind === 'entry' ? { ...choice, timedOut: true } : choice }
}

/** Boots the default entry of a menu. One that boots nothing (a submenu, MENU QUIT) ends the menu, as in menu.c32. */
export function bootDefault(state: MenuState, place: Place): MenuState {
  const row = startRow(place)
  const entry = entryAt(place, row)
  const boots = entry !== undefined && entry.action === undefined && entry.submenu === undefined
  return { ...state, choice: boots ? chosen(place, row) : { kind: 'quit' } }
}

/**
 * Ends a screen that would wait for ever: presses Enter on the entry under the cursor and drops an unfinished line. It
 * opens nothing that a password locks; instead it goes on from the start, as if nobody had ever pressed a key.
 */
export function unanswered(state: MenuState): MenuState {
  const { mode, screen, tree } = state
  const place = mode.kind === 'prompt' ? mode.back : mode.place
  if (!tree || !place) return { ...state, choice: command(screen.prompt.default) }
  const left = enterUntilItBoots(openMenu(state, place), ({ password }) => password === undefined)
  if (left.choice) return left
  const start = openMenu({ ...state, positions: new Map() }, startPlace(tree, screen))
  const started = enterUntilItBoots(start, () => true)
  return started.choice ? started : { ...started, choice: { kind: 'quit' } }
}

function enterUntilItBoots(state: MenuState, opens: (entry: MenuEntry) => boolean): MenuState {
  let at = state
  for (let menus = 0; menus < MAX_MENUS && at.mode.kind === 'menu' && !at.choice; menus++) {
    const { place } = at.mode
    const entry = entryAt(place, positionOf(at, place).row)
    if (!entry || !opens(entry)) break
    at = runEntry(at, place)
  }
  return at
}
