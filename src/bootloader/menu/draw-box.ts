/** Draws the box with title and entries: draw_menu, draw_row and display_entry of syslinux com32/menu/menumain.c. */

import type { MenuEntry } from '../../pxecfg-parser/menu-model.ts'
import { bold, boldReverse, reverse, type Size } from './frame.ts'
import { entryAt, type Place } from './menu-tree.ts'
import type { Position } from './state.ts'
import { fit, width } from './text.ts'

const MARGIN = 10
/** A narrower screen has no margin. */
const NARROW = 60

/** `rows` entries from `position.top` on; `cursorRow`: the line of the one under the cursor. */
export function boxWith(place: Place, { row, top }: Position, rows: number, { columns }: Size) {
  const margin = columns < NARROW ? 0 : MARGIN
  // The last column stays free, because a terminal may wrap there.
  const inner = Math.max(4, columns - Math.max(1, 2 * margin) - 4)
  const indent = ' '.repeat(margin)
  const rule = `${indent}+${'-'.repeat(inner + 2)}+`
  const title = fit(
    ' '.repeat(Math.max(0, Math.floor((inner - width(place.menu.title)) / 2))) + place.menu.title,
    inner,
  )
  const lines = [rule, `${indent}| ${bold(title)} |`, rule]
  const bar = scrollBar(place.shown.length, top, rows)
  for (let line = 0; line < rows; line++) {
    const entry = entryAt(place, top + line)
    const text = entry === undefined ? ' '.repeat(inner + 2) : entryText(entry, inner, top + line === row)
    lines.push(`${indent}|${text}${bar(line) ? '#' : '|'}`)
  }
  lines.push(rule)
  return { lines, cursorRow: row < 0 ? 1 : 3 + row - top }
}

/** `>` marks an entry that opens a submenu, `<` one that leaves it. */
function entryText(entry: MenuEntry, inner: number, chosen: boolean): string {
  const marker = entry.submenu ? ' >' : entry.action === 'exit' ? ' <' : ''
  const text = ` ${fit(entry.display, inner - marker.length)}${marker} `
  const hot = entry.hotkey === undefined || entry.disabled ? -1 : text.toUpperCase().indexOf(entry.hotkey)
  const [plain, hotkey] = chosen ? [reverse, boldReverse] : [(shown: string) => shown, bold]
  if (hot < 0) return plain(text)
  return plain(text.slice(0, hot)) + hotkey(text.slice(hot, hot + 1)) + plain(text.slice(hot + 1))
}

/** Which lines of the frame the scroll bar covers; none if all entries are visible. */
function scrollBar(entries: number, top: number, rows: number): (line: number) => boolean {
  if (entries <= rows) return () => false
  const length = Math.max(1, Math.floor((rows * rows) / entries))
  const first = Math.floor(((rows - length + 1) * top) / (entries - rows + 1))
  return (line) => line >= first && line < first + length
}
