/** Parses one line of an ini file. The `ini` package decides what its words mean; this finds where they are. */

import { unsafe } from 'ini'

/** The kinds of line. */
export type IniLine =
  /** Blank, or a comment. */
  | { kind: 'other' }
  | { kind: 'section'; title: string }
  | KeyLine
  /** Neither of these. */
  | { kind: 'unreadable' }

/** A line with a key. */
export interface KeyLine {
  kind: 'key'
  /** Without the `[]` of a list. */
  name: string
  isList: boolean
  /** `true` for a key without `=`. */
  value: string
}

/** Reads a line, with or without its line end. A byte order mark counts as white space. */
export function readLine(line: string): IniLine {
  const text = line.trimStart()
  if (text === '' || text.startsWith(';') || text.startsWith('#')) return OTHER
  if (text.startsWith('[')) {
    const title = /^\[([^\]]*)\]\s*(?:[;#].*)?$/s.exec(text)?.[1]
    return title === undefined ? UNREADABLE : { kind: 'section', title: meaning(title) }
  }
  const equals = text.indexOf('=')
  const name = meaning(equals < 0 ? text : text.slice(0, equals))
  if (name === '') return UNREADABLE
  const isList = name.length > 2 && name.endsWith('[]')
  const value = equals < 0 ? 'true' : readValue(text.slice(equals + 1).trimStart())
  return { kind: 'key', name: isList ? name.slice(0, -2) : name, isList, value }
}

const OTHER: IniLine = { kind: 'other' }
const UNREADABLE: IniLine = { kind: 'unreadable' }

/** The text of a key's line before and after the value: `key = ` and ` ; comment`. */
export function aroundValue(text: string): { before: string; after: string } {
  const [, key = '', equals, rest = ''] = /^([^=]+)(?:(=\s*)(.*))?$/s.exec(text) ?? []
  if (equals === undefined) {
    const after = commentBehind(key)
    return { before: `${key.slice(0, key.length - after.length)} = `, after }
  }
  const quoted = QUOTED.exec(rest)?.[2]
  const isQuoted = /^(["']).*\1\s*$/s.test(rest)
  return { before: key + equals, after: quoted ?? (isQuoted ? '' : commentBehind(rest)) }
}

/** A quoted value may contain `;` and `#`, and a comment may follow it: the package does not handle that. */
const QUOTED = /^("(?:[^"\\]|\\.)*"|'[^']*')(\s*(?:[;#].*)?)$/s

function readValue(rest: string): string {
  return meaning(QUOTED.exec(rest)?.[1] ?? rest)
}

/** From the first `;` or `#` without a backslash, with the blanks before it. */
function commentBehind(text: string): string {
  if (!/[;#]/.test(text)) return text.slice(text.trimEnd().length)
  const value = /^(?:\\.|[^\\;#]|\\$)*/s.exec(text)?.[0] ?? ''
  return text.slice(value.trimEnd().length)
}

/** The package turns `'5'` into a number and `'{}'` into an object: here they are text. Plain words skip it, for speed. */
function meaning(text: string): string {
  if (!/^\s*["']|[\\;#]/.test(text)) return text.trim()
  const value: unknown = unsafe(text)
  return typeof value === 'string' ? value : text.trim().slice(1, -1)
}
