/** Parses the language of ISC dhcpd's files (dhcpd.conf(5), dhcpd.leases(5)): statements with `;`, and blocks of them. */

import { type Place, unreadable } from './imported.ts'

/** A statement, with its block if it has one. */
export interface Statement extends Place {
  /** Without quotes; a comma is a word. */
  words: readonly string[]
  /** null: it ends in a semicolon. */
  block: readonly Statement[] | null
}

interface Token extends Place {
  text: string
  /** A brace, semicolon or comma; quoted text never is. */
  isMark: boolean
}

/** Throws E_HOSTS_INVALID with file and line if braces, quotes or semicolons are missing. */
export function readStatements(file: string, text: string): Statement[] {
  const tokens = readTokens(file, text)
  const open: { words: string[]; place: Place; block: Statement[] }[] = []
  let block: Statement[] = []
  let words: string[] = []
  let place: Place = { file, line: 1 }
  for (const { text, isMark, line } of tokens) {
    if (words.length === 0) place = { file, line }
    if (!isMark || text === ',') words.push(text)
    else if (text === '{') {
      open.push({ words, place, block })
      block = []
      words = []
    } else if (text === ';') {
      if (words.length > 0) block.push({ words, block: null, ...place })
      words = []
    } else {
      const outer = open.pop()
      if (words.length > 0) throw unreadable(place, `a semicolon is missing behind ${words.join(' ')}`)
      if (outer === undefined) throw unreadable({ file, line }, 'a } without its {')
      outer.block.push({ words: outer.words, block, ...outer.place })
      block = outer.block
    }
  }
  const [first] = open
  if (first !== undefined) throw unreadable(first.place, `the } of ${first.words.join(' ')} is missing`)
  if (words.length > 0) throw unreadable(place, `a semicolon is missing behind ${words.join(' ')}`)
  return block
}

function readTokens(file: string, text: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  for (const [part] of text.matchAll(/\s+|#[^\n]*|"(?:[^"\\]|\\[\s\S])*"?|[{};,]|[^\s#"{};,]+/g)) {
    if (part.startsWith('"')) {
      if (part.length < 2 || !part.endsWith('"')) throw unreadable({ file, line }, 'a quote is not closed')
      tokens.push({ text: part.slice(1, -1).replace(/\\([\s\S])/g, '$1'), isMark: false, file, line })
    } else if (!/^[\s#]/.test(part)) tokens.push({ text: part, isMark: /^[{};,]$/.test(part), file, line })
    line += part.split('\n').length - 1
  }
  return tokens
}
