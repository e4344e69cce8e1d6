/** How the rows of a screen are shared out. On 24 rows it is menu.c32's arrangement: 12 entries, the texts below. */

/** Frame and title of the box of entries. */
export const BOX_ROWS = 4
export const HELP_ROWS = 4
/** A notice 1, Tab message 2, countdown 1. */
const TEXT_ROWS = 4

/** Entries that a screen of `rows` rows shows; at least one. */
export function entryRows(rows: number): number {
  return Math.max(1, rows - BOX_ROWS - TEXT_ROWS - HELP_ROWS)
}

/** Rows below the box and the notice, for what is typed. */
export function typingRows(rows: number): number {
  return Math.max(1, rows - entryRows(rows) - BOX_ROWS - 1)
}

/** Lines of a text that are shown at a time; the last row says what to do. */
export function pageRows(rows: number): number {
  return Math.max(1, rows - 1)
}
