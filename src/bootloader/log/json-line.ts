/** An event as a line of `--log-format=json`. */

import { jsonText } from './json-text.ts'

/** With `time` in ms since 1970 in front, without the end of the line. */
export function jsonLine(event: { event: string }): string {
  return jsonText({ time: Date.now(), ...event })
}
