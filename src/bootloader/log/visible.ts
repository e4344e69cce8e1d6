/** Makes text that came from elsewhere safe to show on a terminal. */

import { withoutPasswords } from './passwords.ts'

/** C0, DEL and C1; marks and overrides of direction (Unicode 5.1, UAX 9); line and paragraph separators. */
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** One line of text: no control character is left in it, and no password of a URL. */
export function visible(text: string): string {
  return withoutControls(withoutPasswords(text))
}

/** Nothing in it can move a cursor, change a colour or turn the direction of what follows: it is spelled out. */
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

/** JSON that was made of text from elsewhere: the same characters as escapes of JSON, where they are none yet. */
export function visibleJson(json: string): string {
  return json.replace(CONTROLS, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
