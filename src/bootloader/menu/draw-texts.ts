/** Draws the texts around a menu: a centred line, the countdown, a line that is being typed. */

import type { Menu } from '../../pxecfg-parser/menu-model.ts'
import type { Frame, Size } from './frame.ts'
import type { Line } from './line.ts'
import type { MenuState } from './state.ts'
import { fit, type Unit, units, width } from './text.ts'

/** menu.c32's default for MENU AUTOBOOT. */
const AUTOBOOT = 'Automatic boot in # second{,s}...'

/** A column for the cursor after the last character. */
const END: Unit = { bytes: ' ', shown: '', columns: 1 }

/** `text` in the middle of a line. */
export function centred(text: string, { columns }: Size): string {
  const left = Math.max(0, Math.floor((columns - width(text)) / 2))
  return fit(' '.repeat(left) + text, columns - 1).trimEnd()
}

/** MENU AUTOBOOT with the seconds left; empty if there is no countdown. */
export function countdown({ bootAt }: MenuState, menu: Menu | null, now: number): string {
  if (bootAt === null) return ''
  const seconds = Math.max(0, Math.ceil((bootAt - now) / 1000))
  return countdownText(menu?.messages?.autoboot ?? AUTOBOOT, seconds)
}

/** `#` is the number, `{one,two,more}` its word endings (print_timeout_message of com32/menu/menumain.c). */
export function countdownText(message: string, seconds: number): string {
  return message.replace(/#|\{([^}]*)\}?/g, (found, forms: string | undefined) => {
    if (found === '#') return String(seconds)
    const words = (forms ?? '').split(',')
    return words[Math.min(seconds === 1 ? 0 : seconds === 2 ? 1 : 2, words.length - 1)] ?? ''
  })
}

/** A secret line: a star for each character. */
export function stars({ text, at }: Line): Line {
  return { text: '*'.repeat(units(text).length), at: units(text.slice(0, at)).length }
}

/** A prompt and the line after it, wrapped to at most `rows` lines around the cursor. */
export function typed(
  prompt: string,
  line: Line,
  size: Size,
  rows: number,
): { lines: string[]; cursor: Frame['cursor'] } {
  const columns = Math.max(2, size.columns - 1)
  const lines = ['']
  let used = 0
  let cursor = { row: 0, column: 0 }
  let at = -prompt.length
  for (const unit of [...units(prompt), ...units(line.text), END]) {
    if (used + unit.columns > columns) {
      lines.push('')
      used = 0
    }
    if (at === line.at) cursor = { row: lines.length - 1, column: used }
    lines.push((lines.pop() ?? '') + unit.shown)
    used += unit.columns
    at += unit.bytes.length
  }
  const above = Math.max(0, cursor.row - rows + 1)
  return { lines: lines.slice(above, above + rows), cursor: { ...cursor, row: cursor.row - above } }
}
