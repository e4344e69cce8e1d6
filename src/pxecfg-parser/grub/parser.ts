/**
 * Parses tokens to commands, one line at a time. GRUB runs each line, with the blocks it opens, before it parses the next
 * one, and a syntax error only loses that line. Source: GRUB script/parser.y, script/lexer.c.
 */

import { nextToken, type Token } from './lexer.ts'
import type { At, Block, Command, Unit, Word } from './syntax.ts'

/** The deepest nesting of blocks and conditions. GRUB runs no more than 64 levels. */
const MAX_DEPTH = 500

/** Thrown and caught in this file. */
class Fault {
  readonly at: At
  readonly message: string
  constructor(at: At, message: string) {
    this.at = at
    this.message = message
  }
}

/** Parses the units of a script one by one. `firstLine`: the number of the text's first line. */
export class Parser {
  readonly #file: string
  readonly #text: string
  #offset = 0
  #token: Token | null = null
  #line: number
  #lineOffset = 0
  #depth = 0

  constructor(file: string, text: string, firstLine = 1) {
    this.#file = file
    this.#text = text
    this.#line = firstLine
  }

  /** null: the end of the text. */
  next(): Unit | null {
    if (this.#offset >= this.#text.length) return null
    this.#depth = 0
    const commands: Command[] = []
    try {
      for (;;) {
        const ended = this.#accept('newline') || this.#accept('end')
        if (ended) return { commands, fault: null, next: this.#offset }
        commands.push(this.#isKeyword('function') ? this.#function() : this.#command())
        if (this.#accept('newline')) return { commands, fault: null, next: this.#offset }
        this.#expectSymbol(';')
      }
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault
      this.#skipLine()
      return { commands: [], fault, next: this.#offset }
    }
  }

  #command(): Command {
    const at = this.#at()
    if (++this.#depth > MAX_DEPTH) throw this.#unexpected()
    try {
      if (this.#acceptKeyword('if')) return this.#if(at)
      if (this.#acceptKeyword('for')) return this.#for(at)
      if (this.#acceptKeyword('while')) return this.#while(at, false)
      if (this.#acceptKeyword('until')) return this.#while(at, true)
      return this.#simple(at)
    } finally {
      this.#depth--
    }
  }

  #simple(at: At): Command {
    if (!this.#startsSimple()) throw this.#unexpected()
    const words = this.#words()
    return { kind: 'simple', at, words, block: this.#isSymbol('{') ? this.#block() : null }
  }

  #words(): Word[] {
    const words: Word[] = []
    for (let { word } = this.#peek(); word !== null; { word } = this.#peek()) {
      words.push(word)
      this.#take()
    }
    return words
  }

  #block(): Block {
    const { end } = this.#take()
    const { commands } = this.#commands()
    const { start } = this.#expectSymbol('}')
    return { source: this.#text.slice(end, start), commands }
  }

  #if(at: At): Command {
    const condition = this.#delimited()
    this.#expectKeyword('then')
    const then = this.#delimited()
    const branchAt = this.#at()
    if (this.#acceptKeyword('elif'))
      return { kind: 'if', at, condition, then, otherwise: [this.#if(branchAt)] }
    const otherwise = this.#acceptKeyword('else') ? this.#delimited() : []
    this.#expectKeyword('fi')
    return { kind: 'if', at, condition, then, otherwise }
  }

  #for(at: At): Command {
    const name = this.#name()
    this.#expectKeyword('in')
    const words = this.#words()
    if (!this.#delimiters()) throw this.#unexpected()
    return { kind: 'for', at, name, words, body: this.#loopBody() }
  }

  #while(at: At, until: boolean): Command {
    const condition = this.#delimited()
    return { kind: 'while', at, until, condition, body: this.#loopBody() }
  }

  #loopBody(): Command[] {
    this.#expectKeyword('do')
    const body = this.#delimited()
    this.#expectKeyword('done')
    return body
  }

  #function(): Command {
    const at = this.#at()
    this.#take()
    const name = this.#name()
    while (this.#accept('newline'));
    this.#expectSymbol('{')
    const body = this.#delimited()
    this.#expectSymbol('}')
    return { kind: 'function', at, name, body }
  }

  /** One or more commands, the last one with its delimiter. */
  #delimited(): Command[] {
    const { commands, delimited } = this.#commands()
    if (!delimited) throw this.#unexpected()
    return commands
  }

  #commands(): { commands: Command[]; delimited: boolean } {
    while (this.#accept('newline'));
    const commands = [this.#command()]
    for (;;) {
      if (!this.#delimiters()) return { commands, delimited: false }
      if (!this.#startsCommand()) return { commands, delimited: true }
      commands.push(this.#command())
    }
  }

  /** `;` or a newline, and then newlines. */
  #delimiters(): boolean {
    const found = this.#isSymbol(';') || this.#peek().kind === 'newline'
    if (!found) return false
    this.#take()
    while (this.#accept('newline'));
    return true
  }

  #startsCommand(): boolean {
    return this.#startsSimple() || ['if', 'for', 'while', 'until'].some((word) => this.#isKeyword(word))
  }

  #startsSimple(): boolean {
    const { kind } = this.#peek()
    return kind === 'name' || kind === 'word'
  }

  #name(): string {
    if (this.#peek().kind !== 'name') throw this.#unexpected()
    return this.#take().text
  }

  #isSymbol(text: string): boolean {
    const token = this.#peek()
    return token.kind === 'symbol' && token.text === text
  }

  #isKeyword(text: string): boolean {
    const token = this.#peek()
    return token.kind === 'keyword' && token.text === text
  }

  #accept(kind: Token['kind']): boolean {
    if (this.#peek().kind !== kind) return false
    this.#take()
    return true
  }

  #acceptKeyword(text: string): boolean {
    if (!this.#isKeyword(text)) return false
    this.#take()
    return true
  }

  #expectSymbol(text: string): Token {
    if (!this.#isSymbol(text)) throw this.#unexpected()
    return this.#take()
  }

  #expectKeyword(text: string): void {
    if (!this.#acceptKeyword(text)) throw this.#unexpected()
  }

  #peek(): Token {
    this.#token ??= nextToken(this.#text, this.#offset)
    return this.#token
  }

  #take(): Token {
    const token = this.#peek()
    this.#token = null
    this.#offset = token.end
    return token
  }

  #at(): At {
    return this.#placeOf(this.#peek().start)
  }

  /** Offsets are passed in ascending order, so lines are counted only once. */
  #placeOf(offset: number): At {
    for (;;) {
      const newline = this.#text.indexOf('\n', this.#lineOffset)
      if (newline < 0 || newline >= offset) return { file: this.#file, line: this.#line }
      this.#lineOffset = newline + 1
      this.#line++
    }
  }

  #unexpected(): Fault {
    const { kind, text } = this.#peek()
    const what = { newline: 'the end of the line', end: 'the end of the file', bad: text }[kind as string]
    return new Fault(this.#at(), `syntax error at ${what ?? `\`${text}\``}`)
  }

  /** Skips the rest of the offending token's line. */
  #skipLine(): void {
    const token = this.#take()
    if (token.kind === 'newline') return
    const newline = this.#text.indexOf('\n', token.end)
    this.#offset = newline < 0 ? this.#text.length : newline + 1
  }
}
