/** A line of a configuration on its way from the file to its directive, and what a directive can ask of the reader. */

import type { Place } from '../../diagnostics.ts'
import type { Recorder } from './recorder.ts'
import { skipBlanks, splitWord } from './text.ts'

/** A line of a configuration, taken apart: `value` is the rest of the line without the blanks in front. */
export interface Line {
  keyword: string
  value: string
  at: Place
}

/** What only the reader of the files can do: read another one in place, or take the lines up to ENDTEXT as they are. */
export type Request =
  | { kind: 'include'; file: string; tag: string | null }
  | { kind: 'text'; help: boolean }
  | null

export type Directive = (state: Recorder, line: Line) => Request | undefined

/** INCLUDE FILE [TAG]. */
export function include(value: string, tagged: boolean): Request {
  const { word, rest } = splitWord(value)
  const tag = rest.slice(skipBlanks(rest))
  return { kind: 'include', file: word, tag: tagged && tag !== '' ? tag : null }
}
