/**
 * The lines and labels of a script. Text is Latin-1, one character a byte.
 * Source: ipxe src/image/script.c (process_script, goto_find_label).
 */

import { type Command, commandsOf, isSpace } from './words.ts'

/** A logical line of a script: several lines of the file can be joined by backslashes. */
export interface ScriptLine {
  /** Where it begins: line from 1, and byte from 0. */
  line: number
  at: number
  /** Where the next line begins. */
  next: number
  nextLine: number
  /** The text after the colon of `:label`, null: none. */
  label: string | null
  command: string
  /** The file ends in a backslash, and so does this line: it is not run. */
  unfinished: boolean
}

const MAGIC = /^#!(?:ipxe|gpxe)[ \t\n\v\f\r]/

/** `#!ipxe` or `#!gpxe` and a white-space byte at the very beginning. */
export function isScript(text: string): boolean {
  return MAGIC.test(text.slice(0, 7))
}

/** The line that begins at byte `at`, which is line `line` of the file. */
export function readLine(text: string, at: number, line: number): ScriptLine {
  const pieces: string[] = []
  let next = at
  let nextLine = line
  let unfinished = false
  do {
    const lineFeed = text.indexOf('\n', next)
    const piece = text.slice(next, lineFeed < 0 ? text.length : lineFeed).replace(/\r$/, '')
    next = lineFeed < 0 ? text.length : lineFeed + 1
    nextLine++
    // If the piece is empty, the one before it can end in a backslash.
    const end = (piece === '' ? pieces.pop() : piece) ?? ''
    unfinished = end.endsWith('\\')
    pieces.push(unfinished ? end.slice(0, -1) : end)
  } while (unfinished && next < text.length)
  const whole = pieces.join('')
  const nul = whole.indexOf('\0')
  return { line, at, next, nextLine, unfinished, ...split(nul < 0 ? whole : whole.slice(0, nul)) }
}

function split(text: string): { label: string | null; command: string } {
  let at = 0
  while (isSpace(text.charCodeAt(at))) at++
  if (text[at] !== ':') return { label: null, command: text }
  let end = at + 1
  while (end < text.length && !isSpace(text.charCodeAt(end))) end++
  return { label: text.slice(at + 1, end), command: text.slice(end) }
}

/** A line that is run, with its commands. */
export type ParsedLine = ScriptLine & { commands: readonly Command[] }

const MAX_LINES_KEPT = 1000

/** A script that is run: its text, and where its labels are. */
export class Script {
  readonly name: string
  readonly text: string
  readonly #lines = new Map<number, ParsedLine>()
  #labels: Map<string, { at: number; line: number }> | null = null

  constructor(name: string, text: string) {
    this.name = name
    this.text = text
  }

  /** The line that begins at byte `at`, which is line `line`. Lines are cached, because scripts loop. */
  lineAt(at: number, line: number): ParsedLine {
    const known = this.#lines.get(at)
    if (known !== undefined) return known
    const found = readLine(this.text, at, line)
    const read = { ...found, commands: commandsOf(found.command) }
    if (this.#lines.size < MAX_LINES_KEPT) this.#lines.set(at, read)
    return read
  }

  /**
   * The first line with that label, anywhere in the script; undefined: there is none. `work` gets the number of
   * characters examined.
   */
  label(name: string, work: (characters: number) => void): { at: number; line: number } | undefined {
    this.#labels ??= this.#readLabels(work)
    return this.#labels.get(name)
  }

  #readLabels(work: (characters: number) => void): Map<string, { at: number; line: number }> {
    work(this.text.length)
    const labels = new Map<string, { at: number; line: number }>()
    for (let at = 0, line = 1; at < this.text.length; ) {
      const { label, next, nextLine } = readLine(this.text, at, line)
      if (label !== null && !labels.has(label)) labels.set(label, { at, line })
      at = next
      line = nextLine
    }
    return labels
  }
}
