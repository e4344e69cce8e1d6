/** An event as a line of `--log-format=json`. */

import { readable } from '../../byte-text.ts'

/** With `time` in ms since 1970 in front, and a line feed behind. Byte text is made readable. */
export function jsonLine(event: { event: string }): string {
  const text = JSON.stringify({ time: Date.now(), ...event }, (_key, value) =>
    typeof value === 'string' ? readable(value) : value,
  )
  return `${text}\n`
}
