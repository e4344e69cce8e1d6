/** Makes foreign text safe to show on a terminal. */

import { withoutPasswords } from './passwords.ts'

/** C0, DEL and C1; marks and overrides of direction (Unicode 5.1, UAX 9); line and paragraph separators. */
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** One line of text with control characters spelled out and passwords of URLs hidden. */
export function visible(text: string): string {
  return withoutControls(withoutPasswords(text))
}

/** Spells out control characters, so that foreign text can never move the cursor, change colours or reverse direction. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, spelled)
}

/** A control character as `^X`, `^?`, `\x9b` or `\u{202e}`. */
export function spelled(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  if (code === 0x7f) return '^?'
  return code > 0xff ? `\\u{${code.toString(16)}}` : `\\x${code.toString(16)}`
}

/** The same for JSON made of foreign text: whatever JSON has not escaped itself becomes an escape of JSON. */
export function visibleJson(json: string): string {
  return json.replace(CONTROLS, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
