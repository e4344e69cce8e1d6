/** Parses Kea's JSON (ARM, "JSON Syntax"): with `//`, `#` and slash-star comments, and `<?include "FILE"?>`. */

import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { type Finding, follow, type Includes, type Place, unreadable } from './imported.ts'

/** A file's text with the included ones inserted, and where each line of it comes from. */
interface Joined {
  text: string
  /** `start`: the offset in `text` where a line, or a part of one, begins; ascending. */
  parts: { start: number; place: Place }[]
}

/** The parsed JSON. */
export interface KeaTree {
  root: Node
  placeOf(node: Node): Place
}

/** Throws E_HOSTS_INVALID with file and line. */
export function readKeaTree(file: string, text: string, includes: Includes, findings: Finding[]): KeaTree {
  const joined: Joined = { text: '', parts: [] }
  join(file, text, includes, findings, [file], joined)
  const errors: ParseError[] = []
  const root = parseTree(joined.text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error !== undefined || root === undefined)
    throw unreadable(
      placeAt(joined, error?.offset ?? 0),
      `not JSON: ${printParseErrorCode(error?.error ?? 3)}`,
    )
  return { root, placeOf: (node) => placeAt(joined, node.offset) }
}

const PIECE =
  /"(?:[^"\\\n]|\\.)*"|\n|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*|<\?include\s+"([^"\n]*)"\s*\?>|[^"\n/#<]+|./g

/** Appends a file to `joined`, because jsonc-parser knows neither `#` nor includes. */
function join(
  file: string,
  text: string,
  includes: Includes,
  findings: Finding[],
  open: readonly string[],
  joined: Joined,
): void {
  let line = 1
  const begin = () => joined.parts.push({ start: joined.text.length, place: { file, line } })
  begin()
  for (const [piece, path] of text.matchAll(PIECE)) {
    if (path !== undefined) {
      follow(includes, path, { place: { file, line }, open, findings }, (file, text, open) => {
        join(file, text, includes, findings, open, joined)
        return []
      })
    } else if (!piece.startsWith('#')) joined.text += piece
    const lines = piece.split('\n').length - 1
    line += lines
    if (lines > 0 || path !== undefined) begin()
  }
}

/** By binary search, because there may be many lines. */
function placeAt({ parts }: Joined, offset: number): Place {
  let [low, high] = [0, parts.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((parts[middle]?.start ?? 0) <= offset) low = middle
    else high = middle
  }
  return parts[low]?.place ?? { file: '', line: 1 }
}
