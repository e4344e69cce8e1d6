/**
 * The menu and the boot: prompt as a pure function of keys and times. Behaviour: run_menu, do_hidden_menu,
 * ask_passwd and edit_cmdline of syslinux com32/menu/menumain.c; enter_cmdline of com32/elflink/ldlinux for the prompt.
 * There are two differences: any key stops the countdown, and a screen that nobody answers does not wait for ever.
 */

import type { Screen } from '../../pxecfg-parser/menu-model.ts'
import { command, moveTo, openMenu, openPrompt, positionOf, unlocked } from './actions.ts'
import { editorKey, pageKey, passwordKey, promptKey } from './dialog-keys.ts'
import { type Key, keyNamed } from './keys.ts'
import { menuKey } from './menu-keys.ts'
import { menuTree, type Place, placeAt, startRow } from './menu-tree.ts'
import { messageLines } from './message.ts'
import type { MenuEvent, MenuState, StartOptions } from './state.ts'
import { bootDefault, deadlines, startPlace, timedOut, unanswered } from './time-outs.ts'

/** The state in which a screen begins. It may already hold a choice (MENU SHIFTKEY). */
export function startMenu(screen: Screen, options: StartOptions): MenuState {
  const { now, menuTimeoutMs, rows, interactive, last } = options
  const tree = screen.kind === 'menu' ? menuTree(screen.root) : null
  const start = tree && startPlace(tree, screen)
  const { timeoutMs } = start?.menu ?? screen.prompt
  const { totalTimeoutMs } = tree?.root.menu ?? screen.prompt
  const state = openPrompt(
    {
      screen,
      tree,
      positions: new Map(),
      rows,
      bootAt: timeoutMs > 0 ? now + timeoutMs : null,
      endAt: totalTimeoutMs ? now + totalTimeoutMs : null,
      idleAt: now + menuTimeoutMs,
      menuTimeoutMs,
      notice: screen.error ?? null,
      above: screen.page === undefined ? [] : messageLines(screen.page),
      choice: null,
    },
    null,
  )
  if (!tree || !start) return state
  if (screen.error !== undefined) return backAgain(state, start, last && placeAt(tree, last))
  const { shiftKey, hidden } = tree.root.menu
  if (shiftKey && !interactive) return bootDefault(state, start)
  if (hidden && !interactive) return { ...state, mode: { kind: 'hidden', place: start } }
  return openMenu(state, start)
}

/** The menu after a choice that did not boot, or was MENU HELP: the cursor is on the entry that was chosen. */
function backAgain(state: MenuState, start: Place, last: { place: Place; row: number } | null): MenuState {
  const { place, row } = last ?? { place: start, row: startRow(start) }
  const moved = moveTo(openMenu(state, place), place, { row, top: 0 })
  // If the cursor is not on the default, somebody moved it, and must not have to race a countdown.
  const at = place === start && row === startRow(start) ? moved : { ...moved, bootAt: null }
  const lines = messageLines(state.notice ?? '')
  return lines.length < 2
    ? at
    : { ...at, notice: null, mode: { kind: 'page', place, back: at.mode, lines, top: 0 } }
}

/** The state after an F-key, with its page above the prompt, or instead of the menu until a key is pressed. */
export function showPage(left: MenuState, page: string, now: number): MenuState {
  const { mode } = left
  const lines = messageLines(page)
  const state = { ...left, choice: null, idleAt: now + left.menuTimeoutMs }
  return mode.kind === 'prompt'
    ? { ...state, above: lines }
    : { ...state, mode: { kind: 'page', place: mode.place, back: mode, lines, top: 0 } }
}

/** The state after `event`. A state that holds a choice does not change. */
export function step(state: MenuState, event: MenuEvent): MenuState {
  if (state.choice) return state
  switch (event.kind) {
    case 'tick':
      return tick(state, event.now)
    case 'key':
      return pressed(
        { ...state, bootAt: null, idleAt: event.now + state.menuTimeoutMs, notice: null },
        event.key,
      )
    case 'checked':
      return checked({ ...state, idleAt: event.now + state.menuTimeoutMs }, event.right)
    case 'resized':
      return resized({ ...state, rows: event.rows })
  }
}

/** When a tick next changes something: at a time-out, or when the countdown shows another number. */
export function nextTick(state: MenuState, now: number): number {
  const nextSecond =
    state.bootAt === null ? Number.POSITIVE_INFINITY : now + ((state.bootAt - now) % 1000 || 1000)
  return Math.min(...deadlines(state), nextSecond)
}

function tick(state: MenuState, now: number): MenuState {
  if (now < Math.min(...deadlines(state))) return state
  return state.bootAt === null && state.endAt === null ? unanswered(state) : timedOut(state)
}

function pressed(state: MenuState, key: Key): MenuState {
  const { mode } = state
  const pages = pagesOf(state)
  if (mode.kind === 'prompt' && mode.ctrlF) {
    const named = /^\d$/.test(key) ? `F${Number(key) || 10}` : key
    return pressed({ ...state, mode: { ...mode, ctrlF: false } }, named)
  }
  if (mode.kind === 'prompt' && key === 'Ctrl-F' && pages) return { ...state, mode: { ...mode, ctrlF: true } }
  const file = pages?.[key]
  if (file !== undefined) return { ...state, choice: { kind: 'page', file } }
  switch (mode.kind) {
    case 'hidden': {
      const run = hiddenCommand(state, key)
      return run === undefined ? openMenu(state, mode.place) : { ...state, choice: command(run) }
    }
    case 'menu':
      return menuKey(state, mode.place, key)
    case 'edit':
      return editorKey(state, mode, key)
    case 'password':
      return passwordKey(state, mode, key)
    case 'checking':
      return state
    case 'page':
      return pageKey(state, mode, key)
    case 'prompt':
      return promptKey(state, mode, key)
  }
}

/** The pages of the F-keys, which a menu, the command line editor and the boot: prompt have. */
function pagesOf({ mode, screen }: MenuState): Readonly<Record<string, string>> | undefined {
  if (mode.kind === 'menu' || mode.kind === 'edit') return mode.place.menu.pages
  return mode.kind === 'prompt' ? screen.prompt.pages : undefined
}

/** MENU HIDDENKEY: what the key runs while the menu is hidden. */
function hiddenCommand({ tree }: MenuState, key: Key): string | undefined {
  const keys = Object.entries(tree?.root.menu.hiddenKeys ?? {})
  return keys.find(([name]) => keyNamed(name) === key)?.[1]
}

function checked(state: MenuState, right: boolean): MenuState {
  const { mode } = state
  if (mode.kind !== 'checking') return state
  return right
    ? unlocked(state, mode.place, mode.opens)
    : { ...openMenu(state, mode.place), notice: 'Wrong password.' }
}

function resized(state: MenuState): MenuState {
  return state.mode.kind === 'menu'
    ? moveTo(state, state.mode.place, positionOf(state, state.mode.place))
    : state
}
