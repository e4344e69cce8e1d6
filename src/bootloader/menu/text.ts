/**
 * Shows a boot server's text on a terminal. Such text is bytes, one character each (Latin-1). Nothing in it may control
 * the terminal, so all but plain printable characters are spelled out: `^[` for ESC, `\x9b` for a byte.
 */

import { eastAsianWidth } from 'get-east-asian-width'
import { spelled } from '../log/visible.ts'

/** What the cursor steps over at once: bytes, how they are shown, and in how many columns. */
export interface Unit {
  bytes: string
  shown: string
  columns: number
}

/** Characters that take columns of their own: letters, numbers, punctuation, symbols and blanks. */
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]$/u
/** Characters of those classes that terminals draw in no column, or not alike: fillers and joining Hangul vowels. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\u1160-\u11ff\ud7b0-\ud7ff\u2800]$/u

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The units of `text`, in order; their `bytes` joined are `text`. */
export function units(text: string): Unit[] {
  const found: Unit[] = []
  for (let at = 0; at < text.length; ) {
    const unit = unitAt(text, at)
    found.push(unit)
    at += unit.bytes.length
  }
  return found
}

/** `text` shown in exactly `columns` columns: cut, or padded with blanks. */
export function fit(text: string, columns: number): string {
  let shown = ''
  let used = 0
  for (let at = 0; at < text.length; ) {
    const unit = unitAt(text, at)
    if (used + unit.columns > columns) break
    shown += unit.shown
    used += unit.columns
    at += unit.bytes.length
  }
  return shown + ' '.repeat(Math.max(0, columns - used))
}

/** Columns that `text` takes. */
export function width(text: string): number {
  return units(text).reduce((sum, unit) => sum + unit.columns, 0)
}

function unitAt(text: string, at: number): Unit {
  const code = text.charCodeAt(at)
  const first = text.charAt(at)
  if (code === 0x09) return { bytes: first, shown: ' ', columns: 1 }
  if (code >= 0x20 && code < 0x7f) return { bytes: first, shown: first, columns: 1 }
  const shown = spelled(first)
  return utf8At(text, at) ?? { bytes: first, shown, columns: shown.length }
}

/** The character whose UTF-8 form begins at `at`; null if there is none. */
function utf8At(text: string, at: number): Unit | null {
  const lead = text.charCodeAt(at)
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  const bytes = text.slice(at, at + length)
  if (length === 0 || bytes.length < length || /[^\x80-\xff]/.test(bytes)) return null
  try {
    const shown = utf8.decode(Buffer.from(bytes, 'latin1'))
    if (!PRINTABLE.test(shown) || INVISIBLE.test(shown)) return null
    return { bytes, shown, columns: eastAsianWidth(shown.codePointAt(0) ?? 0) }
  } catch {
    return null
  }
}
