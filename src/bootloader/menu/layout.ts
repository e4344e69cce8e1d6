/** Divides up the rows of a screen. On 24 rows the layout is menu.c32's: 12 entries, with the texts below. */

/** Rows of the box that are not entries: frame and title. */
export const BOX_ROWS = 4
/** Rows for the help text of an entry. */
export const HELP_ROWS = 4
/** A notice 1, Tab message 2, countdown 1. */
const TEXT_ROWS = 4

/** How many entries a screen of `rows` rows shows; at least one. */
export function entryRows(rows: number): number {
  return Math.max(1, rows - BOX_ROWS - TEXT_ROWS - HELP_ROWS)
}

/** Rows for typing, below the box and the notice. */
export function typingRows(rows: number): number {
  return Math.max(1, rows - entryRows(rows) - BOX_ROWS - 1)
}

/** Lines of a text shown at a time; the last row says which key to press. */
export function pageRows(rows: number): number {
  return Math.max(1, rows - 1)
}
