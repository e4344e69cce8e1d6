/** A screenful of lines, and the bytes that show it on a VT100, with only cursor position, erase, bold and reverse. */

/** The size of a screen. */
export interface Size {
  columns: number
  rows: number
}

/** `lines` hold text that is safe to write, with attributes by `bold` and `reverse`. Row and column count from 0. */
export interface Frame {
  readonly lines: readonly string[]
  readonly cursor: { readonly row: number; readonly column: number }
}

const ESC = '\x1b'
/** No attributes, the US character set, an empty screen. */
const CLEAR = `${ESC}(B\x0f${ESC}[m${ESC}[2J`

/** Bold text. */
export function bold(text: string): string {
  return `${ESC}[1m${text}${ESC}[m`
}

/** Text in reverse video. */
export function reverse(text: string): string {
  return `${ESC}[7m${text}${ESC}[m`
}

/** Bold text in reverse video. */
export function boldReverse(text: string): string {
  return `${ESC}[1;7m${text}${ESC}[m`
}

/** The numbers that a VT100's successors give to a PC's colours. */
const ANSI = [0, 4, 2, 6, 1, 5, 3, 7] as const

/** Text in a PC's colours, 0 to 15. From 8 on, a foreground is bold; a background, which blinks on a PC, loses its 8. */
export function coloured(text: string, colour: { background: number; foreground: number }): string {
  const bright = colour.foreground > 7 ? '1;' : ''
  const [foreground, background] = [ANSI[colour.foreground & 7], ANSI[colour.background & 7]]
  return `${ESC}[${bright}3${foreground};4${background}m${text}${ESC}[m`
}

/** Bytes (UTF-8 text) that turn the screen from `previous` into `next`; equal lines are not written again. */
export function paint(previous: Frame | null, next: Frame): string {
  let bytes = previous === null ? CLEAR : ''
  const rows = Math.max(next.lines.length, previous?.lines.length ?? 0)
  for (let row = 0; row < rows; row++) {
    const line = next.lines[row] ?? ''
    if (line !== (previous?.lines[row] ?? '')) bytes += `${goTo(row, 0)}${line}${ESC}[K`
  }
  const { row, column } = next.cursor
  const moved = row !== previous?.cursor.row || column !== previous.cursor.column
  return bytes !== '' || moved ? bytes + goTo(row, column) : ''
}

/** Bytes that leave the screen as it is, with the cursor on a new line below it. */
export function leave(frame: Frame): string {
  return `${ESC}[m${goTo(Math.max(0, frame.lines.length - 1), 0)}\r\n`
}

function goTo(row: number, column: number): string {
  return `${ESC}[${row + 1};${column + 1}H`
}
