/** The way of all text to a terminal, but for the menu, which draws: what could drive the terminal is spelled out. */

import { visible, withoutControls } from './visible.ts'

/** Prints lines, each with `\n` at its end. */
export function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY ? forTerminal(text) : onLines(text, '\n'))
}

/** The same text for a terminal. A guest's console is a raw pty, which adds no CR to a LF. */
export function forTerminal(text: string): string {
  return onLines(text, '\r\n')
}

function onLines(text: string, end: string): string {
  return text.split('\n').map(withoutControls).join(end)
}

const WIDTH = 79

/** Writes the last line of a terminal anew; empty: clears it. vt100 only: first column, erase to the end of the line. */
export function printStatus(terminal: { write(text: string): unknown }, text: string): void {
  terminal.write(`\r\x1b[K${visible(text).slice(0, WIDTH)}`)
}
