/** A line of a configuration, and what its directive can request from the reader of the files. */

import type { Place } from '../../diagnostics.ts'
import type { Recorder } from './recorder.ts'
import { skipBlanks, splitWord } from './text.ts'

/** A line with a directive. `value` is the rest of the line without leading blanks. */
export interface Line {
  keyword: string
  value: string
  at: Place
}

/** What only the reader can do: include another file, or take the lines up to ENDTEXT as they are. */
export type Request =
  | { kind: 'include'; file: string; tag: string | null }
  | { kind: 'text'; help: boolean }
  | null

/** What a directive does: changes `state`, and returns what only the reader of the files can do. */
export type Directive = (state: Recorder, line: Line) => Request | undefined

/** The request that INCLUDE makes: `value` is FILE [TAG]. `tagged`: TAG counts. */
export function include(value: string, tagged: boolean): Request {
  const { word, rest } = splitWord(value)
  const tag = rest.slice(skipBlanks(rest))
  return { kind: 'include', file: word, tag: tagged && tag !== '' ? tag : null }
}
