/** What a state looks like. The arrangement is that of menu.c32: on 24 rows, 12 entries, and the texts below them. Pure. */

import { positionOf } from './actions.ts'
import { boxWith } from './draw-box.ts'
import { drawPrompt } from './draw-prompt.ts'
import { centred, countdown, typed } from './draw-texts.ts'
import type { Frame, Size } from './frame.ts'
import type { Line } from './line.ts'
import { entryAt, type Place } from './menu-tree.ts'
import type { MenuState } from './state.ts'
import { fit, units } from './text.ts'

/** Rows that are not for entries: the box 4, a notice 1, Tab message 2, countdown 1, help 4. */
const OTHER_ROWS = 12
const HELP_ROWS = 4
/** Frame and title. */
const BOX_ROWS = 4
/** menu.c32's own words, where MENU TABMSG and MENU PASSPROMPT say nothing else. */
const TAB_MESSAGE = 'Press [Tab] to edit options'
const PASSWORD_PROMPT = 'Password required'

/** What stands below the box; `cursor` counts from its first line, null: the cursor is on the chosen entry. */
interface Below {
  lines: readonly string[]
  cursor: Frame['cursor'] | null
}

/** Entries that fit; at least one. */
export function entryRows({ rows }: Size): number {
  return Math.max(1, rows - OTHER_ROWS)
}

/** The screen of `state` at the time `now`; no line is longer than the screen is wide, less one column. */
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
    case 'prompt':
      return drawPrompt(state, mode, size, now)
    case 'menu':
      return drawMenu(state, mode.place, size, {
        lines: menuTexts(state, mode.place, size, now),
        cursor: null,
      })
    case 'edit':
      return drawMenu(state, mode.place, size, typed('> ', mode.line, size, typingRows(size)))
    case 'password': {
      const prompt = mode.place.menu.messages?.passwordPrompt ?? PASSWORD_PROMPT
      return drawMenu(
        state,
        mode.place,
        size,
        typed(`${prompt}: `, stars(mode.typed), size, typingRows(size)),
      )
    }
    case 'checking':
      return drawMenu(state, mode.place, size, {
        lines: [centred('Checking the password...', size)],
        cursor: null,
      })
  }
}

/** Rows below the box and the notice. */
function typingRows(size: Size): number {
  return Math.max(1, size.rows - entryRows(size) - BOX_ROWS - 1)
}

function drawMenu(state: MenuState, place: Place, size: Size, below: Below): Frame {
  const box = boxWith(place, positionOf(state, place), entryRows(size), size)
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

function stars({ text, at }: Line): Line {
  return { text: '*'.repeat(units(text).length), at: units(text.slice(0, at)).length }
}

function blank(rows: number): string[] {
  return Array.from({ length: Math.max(0, rows) }, () => '')
}
