/** A boot program's menu and prompt on a terminal. model.ts has the behaviour, draw.ts the appearance. */

import type { Choice, Screen } from '../../pxecfg-parser/menu-model.ts'
import { draw } from './draw.ts'
import { type Frame, leave, paint, type Size } from './frame.ts'
import { type Keyboard, openKeyboard } from './keyboard.ts'
import { nextTick, showPage, startMenu, step } from './model.ts'
import { passwordMatches } from './password.ts'
import type { MenuState } from './state.ts'
import type { Terminal } from './terminal.ts'

export { type Terminal, terminalOf } from './terminal.ts'

/** How menus behave in one run. */
export interface MenuOptions {
  /** Milliseconds without a key after which a screen that would wait for ever acts as if Enter was pressed. */
  menuTimeoutMs?: number
  /** Show the menu even if MENU HIDDEN or MENU SHIFTKEY would not. */
  interactive?: boolean
  signal: AbortSignal
}

const MENU_TIMEOUT_MS = 60_000
/** How often a screen that says what failed is answered although nobody ever pressed a key. */
const MAX_REPEATED = 3
/** How often the terminal's size is read, at least (ms). */
const LOOK_MS = 1000

/**
 * Returns a function that asks at `terminal` what to boot, for all screens of one run. It fails with E_CANCELLED on
 * Ctrl-C and when the terminal hangs up, and with the signal's reason when that is aborted. It restores the terminal on
 * every way out. If nobody ever pressed a key, it does not wait at a screen that says what failed: it repeats its answer,
 * which tells the caller that there will be no other.
 */
export function menuOn(terminal: Terminal, options: MenuOptions): (screen: Screen) => Promise<Choice> {
  const { menuTimeoutMs = MENU_TIMEOUT_MS, interactive = false, signal } = options
  let attended = false
  let answeredByNobody = 0
  let last: number[] | null = null
  /** The state in which an F-key was pressed, until its page has been read. */
  let left: MenuState | null = null
  return async (screen) => {
    signal.throwIfAborted()
    const rows = terminal.size().rows
    const now = performance.now()
    const start: MenuState =
      left !== null && screen.page !== undefined
        ? showPage(left, screen.page, now)
        : startMenu(screen, { now, menuTimeoutMs, rows, interactive, last })
    const repeated = screen.error !== undefined && answeredByNobody > 0
    if (repeated && answeredByNobody > MAX_REPEATED) return { kind: 'quit' }
    const state = repeated ? step(start, { kind: 'tick', now: Number.POSITIVE_INFINITY }) : start
    const onKey = () => {
      attended = true
    }
    const end: MenuState = state.choice ? state : await runMenu(state, terminal, signal, onKey)
    const choice = end.choice ?? { kind: 'quit' }
    left = choice.kind === 'page' ? end : null
    answeredByNobody = attended ? 0 : answeredByNobody + 1
    if (choice.kind !== 'page') last = choice.kind === 'entry' ? choice.path : null
    return choice
  }
}

async function runMenu(
  start: MenuState,
  terminal: Terminal,
  signal: AbortSignal,
  onKey: () => void,
): Promise<MenuState> {
  const keyboard = openKeyboard(terminal, signal)
  const show = painter(terminal)
  try {
    let state = start
    while (!state.choice) {
      state = step(state, { kind: 'resized', rows: terminal.size().rows })
      show.state(state)
      state = await nextState(state, keyboard, onKey)
    }
    return state
  } finally {
    show.end()
    keyboard.close()
  }
}

async function nextState(state: MenuState, keyboard: Keyboard, onKey: () => void): Promise<MenuState> {
  if (state.mode.kind === 'checking') {
    const { typed, passwords } = state.mode
    for (const password of passwords) {
      const right = await passwordMatches(password, typed, keyboard.signal)
      if (right) return step(state, { kind: 'checked', right, now: performance.now() })
    }
    return step(state, { kind: 'checked', right: false, now: performance.now() })
  }
  const before = performance.now()
  const key = await keyboard.next(Math.min(LOOK_MS, Math.max(0, nextTick(state, before) - before)))
  const now = performance.now()
  if (key === null) return step(state, { kind: 'tick', now })
  onKey()
  return step(state, { kind: 'key', key, now })
}

/** Writes what changed since the last state, or everything if the terminal's size has changed. */
function painter(terminal: Terminal) {
  const { output } = terminal
  let shown: { frame: Frame; size: Size } | null = null
  return {
    state(state: MenuState): void {
      const now = terminal.size()
      const same = shown?.size.columns === now.columns && shown.size.rows === now.rows
      const frame = draw(state, now, performance.now())
      output.write(paint(same && shown ? shown.frame : null, frame))
      shown = { frame, size: now }
    },
    end(): void {
      if (shown && !output.destroyed) output.write(leave(shown.frame))
    },
  }
}
