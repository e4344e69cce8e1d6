/**
 * Parses a message file (DISPLAY, F1 to F12, MENU HELP) into lines of coloured text: syslinux doc/syslinux.txt "DISPLAY
 * FILE FORMAT". Control characters unknown to the format stay in the text and are drawn as `^X`.
 */

import { coloured } from './frame.ts'
import { fit, width } from './text.ts'

/** Text in one colour; null: the terminal's own. */
export interface Run {
  readonly text: string
  readonly colour: Colour | null
}

/** A PC's colours, 0 to 15. */
export interface Colour {
  readonly background: number
  readonly foreground: number
}

/** A line as a sequence of runs. */
export type MessageLine = readonly Run[]

/** Light grey on black, a PC's initial colours. */
const USUAL = '07'

/** The bit of `<DLE>` to `<ETB>` that shows a part on a serial port; a guest's console counts as one. */
const SERIAL = 4

/** The parts of a file: `<SI>` and two digits, `<CAN>` and a picture's name, one control character, a line's end, or text. */
const PARTS =
  /\x0f[0-9a-f]{2}|\x18[^\r\n]*\r?\n?|[\x10-\x17\x19]|\r?\n|[^\x0f\x18\x10-\x17\x19\r\n]+|[\s\S]/gi

/** The lines of a file: `<SUB>` ends it, `<FF>` clears what came before, `<DLE>` to `<ETB>` hide parts; pictures are left out. */
export function messageLines(text: string): MessageLine[] {
  let colour: Colour | null = null
  let hidden = false
  let line: Run[] = []
  const lines = [line]
  const shown = text.replace(/\x1a[\s\S]*$/, '')
  for (const [part] of shown.matchAll(PARTS)) {
    const code = part.charCodeAt(0)
    if (code === 0x0f && part.length === 3) colour = colourOf(part.slice(1))
    else if (code >= 0x10 && code <= 0x17) hidden = (code & SERIAL) === 0
    else if (code === 0x18 || code === 0x19 || hidden) continue
    else if (/^\r?\n$/.test(part)) {
      line = []
      lines.push(line)
    } else {
      const cleared = part.lastIndexOf('\f')
      if (cleared >= 0) {
        line = []
        lines.splice(0, lines.length, line)
      }
      const rest = part.slice(cleared + 1)
      if (rest !== '') line.push({ text: rest, colour })
    }
  }
  return lines
}

/** A line drawn in at most `columns` columns. */
export function drawMessage(line: MessageLine, columns: number): string {
  let left = columns
  let drawn = ''
  for (const { text, colour } of line) {
    const taken = Math.min(left, width(text))
    const shown = fit(text, taken)
    drawn += colour === null ? shown : coloured(shown, colour)
    left -= taken
  }
  return drawn.trimEnd()
}

/** Two hexadecimal digits: background, foreground. */
function colourOf(digits: string): Colour | null {
  if (digits === USUAL) return null
  return {
    background: Number.parseInt(digits.charAt(0), 16),
    foreground: Number.parseInt(digits.charAt(1), 16),
  }
}
