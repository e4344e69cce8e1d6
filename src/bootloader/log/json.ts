/** JSON that is printed: byte text is made readable, and no character of it can drive a terminal. */

import { readable } from '../../byte-text.ts'
import { withoutPasswords } from './passwords.ts'
import { visibleJson } from './visible.ts'

/** Command lines and their parts are printed byte for byte. */
const EXACT: ReadonlySet<string> = new Set(['args', 'cmdline', 'text'])

/** An event as a line of `--log-format=json`: with `time` in ms since 1970 in front, without the end of the line. */
export function jsonLine(event: { event: string }): string {
  return jsonText({ time: Date.now(), ...event })
}

/** `value` as JSON, which has escapes of its own for control characters but not for DEL and those above it. */
export function jsonText(value: object, indent = 0): string {
  const shown = (key: string, part: unknown) => {
    if (typeof part !== 'string') return part
    return EXACT.has(key) ? readable(part) : withoutPasswords(readable(part))
  }
  return visibleJson(JSON.stringify(value, shown, indent))
}
