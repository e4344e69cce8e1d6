/** One line of an ini file. The `ini` package says what its words mean. */

import { unsafe } from 'ini'

export type IniLine =
  /** Blank, or a comment. */
  | { kind: 'other' }
  | { kind: 'section'; title: string }
  | KeyLine
  /** Neither of these. */
  | { kind: 'unreadable' }

export interface KeyLine {
  kind: 'key'
  /** Without the `[]` of a list. */
  name: string
  isList: boolean
  /** `true` for a key without `=`. */
  value: string
}

/** `text` without its line end. A byte order mark counts as white space. */
export function readLine(text: string): IniLine {
  if (/^\s*([;#]|$)/.test(text)) return { kind: 'other' }
  const title = /^\s*\[([^\]]*)\]\s*(?:[;#].*)?$/s.exec(text)?.[1]
  if (title !== undefined) return { kind: 'section', title: meaning(title) }
  const [, key = '', equals, rest = ''] = /^([^=]+)(?:(=\s*)(.*))?$/s.exec(text) ?? []
  const name = meaning(key)
  if (name === '' || /^\s*\[/.test(text)) return { kind: 'unreadable' }
  const isList = name.length > 2 && name.endsWith('[]')
  const value = equals === undefined ? 'true' : readValue(rest)
  return { kind: 'key', name: isList ? name.slice(0, -2) : name, isList, value }
}

/** A quoted value may hold `;` and `#`, and a comment may follow it, which the package does not know. */
function readValue(rest: string): string {
  const quoted = /^("(?:[^"\\]|\\.)*"|'[^']*')\s*(?:[;#].*)?$/s.exec(rest)?.[1]
  return meaning(quoted ?? rest)
}

/** The package makes `'5'` a number and `'{}'` an object: here they are text. */
function meaning(text: string): string {
  const value: unknown = unsafe(text)
  return typeof value === 'string' ? value : text.trim().slice(1, -1)
}
