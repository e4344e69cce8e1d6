/** Draws a state. Pure. */

import { positionOf } from './actions.ts'
import { boxWith } from './draw-box.ts'
import { drawPrompt } from './draw-prompt.ts'
import { centred, countdown, stars, typed } from './draw-texts.ts'
import { bold, type Frame, type Size } from './frame.ts'
import { entryRows, HELP_ROWS, pageRows, typingRows } from './layout.ts'
import { entryAt, type Place } from './menu-tree.ts'
import { drawMessage } from './message.ts'
import type { MenuState } from './state.ts'
import { fit } from './text.ts'

/** menu.c32's defaults for MENU TABMSG and MENU PASSPROMPT. */
const TAB_MESSAGE = 'Press [Tab] to edit options'
const PASSWORD_PROMPT = 'Password required'

/** The lines below the box. `cursor` counts from the first of them; null: the cursor is on the chosen entry. */
interface Below {
  lines: readonly string[]
  cursor: Frame['cursor'] | null
}

/** The screen of `state` at the time `now`. Every line leaves the last column free. */
export function draw(state: MenuState, size: Size, now: number): Frame {
  const { mode } = state
  switch (mode.kind) {
    case 'hidden': {
      const message = centred(countdown(state, mode.place.menu, now), size)
      return {
        lines: [...blank(size.rows - 2), message],
        cursor: { row: Math.max(0, size.rows - 1), column: 0 },
      }
    }
    case 'page': {
      const shown = mode.lines.slice(mode.top, mode.top + pageRows(size.rows))
      const lines = [...shown.map((line) => drawMessage(line, size.columns - 1)), bold('Press a key')]
      return {
        lines: lines.slice(-size.rows),
        cursor: { row: Math.min(shown.length, size.rows - 1), column: 0 },
      }
    }
    case 'prompt':
      return drawPrompt(state, mode, size, now)
    case 'menu':
      return drawMenu(state, mode.place, size, {
        lines: menuTexts(state, mode.place, size, now),
        cursor: null,
      })
    case 'edit':
      return drawMenu(state, mode.place, size, typed('> ', mode.line, size, typingRows(size.rows)))
    case 'password': {
      const prompt = mode.place.menu.messages?.passwordPrompt ?? PASSWORD_PROMPT
      return drawMenu(
        state,
        mode.place,
        size,
        typed(`${prompt}: `, stars(mode.typed), size, typingRows(size.rows)),
      )
    }
    case 'checking':
      return drawMenu(state, mode.place, size, {
        lines: [centred('Checking the password...', size)],
        cursor: null,
      })
  }
}

function drawMenu(state: MenuState, place: Place, size: Size, below: Below): Frame {
  const box = boxWith(place, positionOf(state, place), entryRows(size.rows), size)
  const lines = [...box.lines, centred(state.notice ?? '', size), ...below.lines].slice(0, size.rows)
  const cursor = below.cursor
    ? { row: box.lines.length + 1 + below.cursor.row, column: below.cursor.column }
    : { row: box.cursorRow, column: 0 }
  return { lines, cursor: { ...cursor, row: Math.min(cursor.row, size.rows - 1) } }
}

/** The Tab message, the countdown, and the help of the entry under the cursor. */
function menuTexts(state: MenuState, place: Place, size: Size, now: number): string[] {
  const { messages, noEdit, masterPassword } = place.menu
  const editable = !noEdit && masterPassword === undefined
  const tab = editable ? (messages?.tab ?? TAB_MESSAGE) : (messages?.noTab ?? '')
  const help = entryAt(place, positionOf(state, place).row)?.help?.split('\n', HELP_ROWS) ?? []
  return [
    centred(tab, size),
    '',
    centred(countdown(state, place.menu, now), size),
    ...help.map((line) => fit(line, size.columns - 1).trimEnd()),
  ]
}

function blank(rows: number): string[] {
  return Array.from({ length: Math.max(0, rows) }, () => '')
}
