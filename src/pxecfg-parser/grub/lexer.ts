/** Splits a script into tokens. Source: GRUB script/yylex.l. */

import type { Part, Word } from './syntax.ts'

/** A token. `word` is null except for names, words and keywords, all of which can be arguments. */
export interface Token {
  kind: 'newline' | 'symbol' | 'keyword' | 'name' | 'word' | 'bad' | 'end'
  /** As written; `bad`: what is wrong. */
  text: string
  word: Word | null
  start: number
  end: number
}

const KEYWORDS = new Set(
  'case do done elif else esac fi for if in select then until while function'.split(' '),
)
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Stands for a line that begins with `#`, which GRUB drops before it looks at anything else. No byte has this code. */
const DROPPED = '\u0100\n'
const BLANKS = /[ \t]*(?:#[^\n]*)?/y
const SYMBOL = /\|\||&&|;;|[|&;<>{}]/y
const PLAIN = /[^{}|&$;<> \t\n'"\\]+/y
const VARIABLE = /\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])|\{([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#*@])\})/y
const SINGLE = /'([^']*)'/y

/**
 * A script as GRUB reads it: without CR, with lines cut at a NUL, and with a line feed at the end. A line that begins
 * with `#` is dropped even if a quote or a backslash continues over it. Source: GRUB normal/main.c,
 * read_config_file_getline.
 */
export function scriptText(bytes: string): string {
  const text = bytes.replaceAll('\r', '').replace(/\0[^\n]*/g, '')
  return (text.endsWith('\n') ? text : `${text}\n`).replace(/^#[^\n]*\n/gm, DROPPED)
}

/** The token at `offset` of a text that scriptText made. A comment starts only where a token could. */
export function nextToken(text: string, offset: number): Token {
  const from = afterDropped(text, offset)
  const start = from + (matchAt(BLANKS, text, from)?.[0].length ?? 0)
  if (start >= text.length) return token('end', text, start, start)
  if (text[start] === '\n') return token('newline', text, start, start + 1)
  const symbol = matchAt(SYMBOL, text, start)
  return symbol === null ? wordAt(text, start) : token('symbol', text, start, start + symbol[0].length)
}

function wordAt(text: string, start: number): Token {
  const parts: Part[] = []
  let at = start
  for (;;) {
    const piece = pieceAt(text, at)
    if (piece === null) break
    if ('fault' in piece) return { kind: 'bad', text: piece.fault, word: null, start, end: piece.end }
    parts.push(...piece.parts)
    at = piece.end
  }
  const raw = text.slice(start, at)
  if (raw === '[[' || raw === ']]') return token('symbol', text, start, at)
  const kind = KEYWORDS.has(raw) ? 'keyword' : NAME.test(raw) ? 'name' : 'word'
  return { kind, text: raw, word: parts, start, end: at }
}

type Piece = { parts: Part[]; end: number } | { fault: string; end: number }

/** The next piece of a word; null: the word is over. */
function pieceAt(text: string, at: number): Piece | null {
  const plain = matchAt(PLAIN, text, at)
  if (plain !== null) return one({ kind: 'text', text: plain[0], quoted: false }, at + plain[0].length)
  switch (text[at]) {
    case '\\':
      return text[at + 1] === '\n'
        ? { parts: [], end: afterDropped(text, at + 2) }
        : one({ kind: 'text', text: text[at + 1] ?? '', quoted: false }, at + 2)
    case "'": {
      const single = matchAt(SINGLE, text, at)
      if (single === null) return unclosed(text)
      return one({ kind: 'text', text: kept(single[1] ?? ''), quoted: true }, at + single[0].length)
    }
    case '"': {
      const inner = betweenQuotes(text, at)
      return inner === null ? unclosed(text) : inQuotes(kept(inner), at + inner.length + 2)
    }
    case '$':
      return text[at + 1] === '"' ? translatedAt(text, at + 1) : variableAt(text, at)
    default:
      return null
  }
}

function variableAt(text: string, at: number): Piece {
  const found = matchAt(VARIABLE, text, at)
  if (found === null) return { fault: 'a `$` that begins no variable', end: at + 1 }
  return one({ kind: 'variable', name: found[1] ?? found[2] ?? '', quoted: false }, at + found[0].length)
}

function translatedAt(text: string, at: number): Piece {
  const inner = betweenQuotes(text, at)
  if (inner === null) return unclosed(text)
  const plain = kept(inner).replace(/\\(["\n])/g, (_, char: string) => (char === '\n' ? '' : char))
  return one({ kind: 'translated', text: plain }, at + inner.length + 2)
}

/** Text between double quotes: `\$ \\ \"` and a backslash before the end of a line are the only escapes. */
function inQuotes(inner: string, end: number): Piece {
  const parts: Part[] = []
  let text = ''
  for (let at = 0; at < inner.length; ) {
    const char = inner[at] ?? ''
    const next = inner[at + 1] ?? ''
    if (char === '\\' && (next === '$' || next === '\\' || next === '"' || next === '\n')) {
      text += next === '\n' ? '' : next
      at += 2
    } else if (char === '$') {
      const found = matchAt(VARIABLE, inner, at)
      if (found === null) return { fault: 'a `$` between quotes that begins no variable', end }
      parts.push({ kind: 'text', text, quoted: true })
      parts.push({ kind: 'variable', name: found[1] ?? found[2] ?? '', quoted: true })
      text = ''
      at += found[0].length
    } else {
      text += char
      at++
    }
  }
  parts.push({ kind: 'text', text, quoted: true })
  return { parts, end }
}

/** The text between the double quote at `at` and the next unescaped one; null: there is none. */
function betweenQuotes(text: string, at: number): string | null {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '"') return text.slice(at + 1, end)
    if (text[end] === '\\') end++
  }
  return null
}

/** The text without the lines that GRUB drops. */
function kept(text: string): string {
  return text.replaceAll(DROPPED, '')
}

function afterDropped(text: string, start: number): number {
  let at = start
  while (text.startsWith(DROPPED, at)) at += DROPPED.length
  return at
}

function one(part: Part, end: number): Piece {
  return { parts: [part], end }
}

function unclosed(text: string): Piece {
  return { fault: 'a quote that is never closed', end: text.length }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function token(kind: Token['kind'], text: string, start: number, end: number): Token {
  return { kind, text: text.slice(start, end), word: null, start, end }
}
