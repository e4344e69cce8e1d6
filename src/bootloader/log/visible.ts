/** Makes text that came from elsewhere safe to show on a terminal. */

import { withoutPasswords } from './passwords.ts'

/**
 * Control characters as `^X`, `^?` or `\x9b`: what a server sends can never move a cursor or change a colour. Passwords of
 * URLs are not shown.
 */
export function visible(text: string): string {
  return withoutPasswords(text).replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
    return code === 0x7f ? '^?' : `\\x${code.toString(16)}`
  })
}
