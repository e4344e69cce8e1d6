/** JSON for printing: byte text is made readable, and no character of it can control a terminal. */

import { readable } from '../../byte-text.ts'
import { withoutPasswords } from './passwords.ts'
import { visibleJson } from './visible.ts'

/** Fields that hold command lines or parts of them, which are printed byte for byte. */
const EXACT: ReadonlySet<string> = new Set(['args', 'cmdline', 'text'])

/** An event as a line of `--log-format=json`, without the line's end. `time` comes first, in ms since 1970. */
export function jsonLine(event: { event: string }): string {
  return jsonText({ time: Date.now(), ...event })
}

/** `value` as JSON. JSON itself escapes control characters, but not DEL and those above it. */
export function jsonText(value: object, indent = 0): string {
  const shown = (key: string, part: unknown) => {
    if (typeof part !== 'string') return part
    return EXACT.has(key) ? readable(part) : withoutPasswords(readable(part))
  }
  return visibleJson(JSON.stringify(value, shown, indent))
}
