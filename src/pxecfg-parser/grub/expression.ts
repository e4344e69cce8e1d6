/**
 * Compiles POSIX extended regular expressions for match.ts, so that matching takes time proportional to the text.
 * Source: POSIX 9.4, with the escapes that GNU adds. Back-references are refused, because they need backtracking.
 */

import { GRUB_LIMITS } from './limits.ts'

/** One instruction of it. */
export type Instruction =
  | { op: 'char'; test: (code: number) => boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'assert'; test: (text: string, at: number) => boolean }
  | { op: 'match' }

/** A compiled expression. */
export interface Program {
  instructions: Instruction[]
  /** Parenthesised groups; each has two slots, in addition to the two of the whole match. */
  groups: number
}

const MAX_REPEATS = 255
const MAX_NESTING = 100
/** Instructions that are copied in about the time of one step of a match. */
const COPIES_PER_STEP = 8

const CLASSES: Record<string, RegExp> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t\n\v\f\r]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /[\0-\x1f\x7f]/,
  xdigit: /[0-9A-Fa-f]/,
}
const isWord = (char: string | undefined): boolean => char !== undefined && /[A-Za-z0-9_]/.test(char)

const ASSERTIONS: Record<string, (text: string, at: number) => boolean> = {
  '<': (text, at) => !isWord(text[at - 1]) && isWord(text[at]),
  '>': (text, at) => isWord(text[at - 1]) && !isWord(text[at]),
  b: (text, at) => isWord(text[at - 1]) !== isWord(text[at]),
  B: (text, at) => isWord(text[at - 1]) === isWord(text[at]),
  '`': (_, at) => at === 0,
  "'": (text, at) => at === text.length,
}

const SETS: Record<string, (char: string) => boolean> = {
  w: isWord,
  W: (char) => !isWord(char),
  s: (char) => /[ \t\n\v\f\r]/.test(char),
  S: (char) => !/[ \t\n\v\f\r]/.test(char),
}

/** null: not an expression, or one that is too large. `spent` counts what it costs, in steps of matchExpression. */
export function compileExpression(source: string, spent: { steps: number } = { steps: 0 }): Program | null {
  const compiler = new Compiler(source)
  const instructions = compiler.compile()
  spent.steps += Math.ceil(compiler.copied / COPIES_PER_STEP)
  return instructions === null ? null : { instructions, groups: compiler.groups }
}

type Code = Instruction[]

/** Thrown and caught in this file. */
const BAD = Symbol('not an expression')

class Compiler {
  readonly #source: string
  #at = 0
  #nesting = 0
  groups = 0
  /** Instructions that were copied so far. */
  copied = 0

  constructor(source: string) {
    this.#source = source
  }

  compile(): Code | null {
    try {
      const body = this.#alternatives()
      return sized([{ op: 'save', slot: 0 }, ...shifted(body, 1), { op: 'save', slot: 1 }, { op: 'match' }])
    } catch (error) {
      if (error === BAD) return null
      throw error
    }
  }

  #alternatives(): Code {
    if (++this.#nesting > MAX_NESTING) throw BAD
    let code = this.#branch()
    while (this.#accept('|')) code = either(code, this.#branch())
    this.#nesting--
    return code
  }

  #branch(): Code {
    let code: Code = []
    for (;;) {
      const char = this.#source[this.#at]
      if (char === undefined || char === '|' || (char === ')' && this.#nesting > 1)) return code
      code = sized([...code, ...shifted(this.#repeated(), code.length)])
      this.copied += code.length
    }
  }

  #repeated(): Code {
    let code = this.#atom()
    for (;;) {
      if (this.#accept('*')) code = star(code)
      else if (this.#accept('+')) code = sequence(code, star(code))
      else if (this.#accept('?')) code = either(code, [])
      else if (this.#accept('{')) code = this.#interval(code)
      else return code
      this.copied += code.length
    }
  }

  #interval(code: Code): Code {
    const match = /^(\d*)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 12))
    if (match === null) throw BAD
    const [all, least, comma, most] = match
    this.#at += all.length
    const min = Number(least)
    const max = comma === '' ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most)
    if ((least === '' && comma === '') || min > max || min > MAX_REPEATS) throw BAD
    if (max !== Number.POSITIVE_INFINITY && max > MAX_REPEATS) throw BAD
    let result: Code = []
    for (let count = 0; count < min; count++) {
      result = sequence(result, code)
      this.copied += result.length
    }
    if (max === Number.POSITIVE_INFINITY) return sequence(result, star(code))
    let optional: Code = []
    for (let count = min; count < max; count++) {
      optional = either(sequence(code, optional), [])
      this.copied += optional.length
    }
    return sequence(result, optional)
  }

  #atom(): Code {
    const char = this.#source[this.#at++]
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return [this.#bracket()]
      case '.':
        return [{ op: 'char', test: () => true }]
      case '^':
        return [{ op: 'assert', test: (_, at) => at === 0 }]
      case '$':
        return [{ op: 'assert', test: (text, at) => at === text.length }]
      case '\\':
        return [this.#escaped()]
      case '*':
      case '+':
      case '?':
      case '{':
        throw BAD
      default:
        return [literal(char ?? '')]
    }
  }

  #group(): Code {
    const group = ++this.groups
    const body = this.#alternatives()
    if (!this.#accept(')')) throw BAD
    return sized([{ op: 'save', slot: 2 * group }, ...shifted(body, 1), { op: 'save', slot: 2 * group + 1 }])
  }

  #escaped(): Instruction {
    const char = this.#source[this.#at++]
    if (char === undefined || /[1-9]/.test(char)) throw BAD
    const assertion = Object.hasOwn(ASSERTIONS, char) ? ASSERTIONS[char] : undefined
    if (assertion !== undefined) return { op: 'assert', test: assertion }
    const set = Object.hasOwn(SETS, char) ? SETS[char] : undefined
    return set === undefined ? literal(char) : { op: 'char', test: (code) => set(String.fromCharCode(code)) }
  }

  #bracket(): Instruction {
    const inverted = this.#accept('^')
    const tests: ((code: number) => boolean)[] = []
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      const named = /^\[:([a-z]+):\]/.exec(this.#source.slice(this.#at, this.#at + 14))
      if (named !== null) {
        const set = CLASSES[named[1] ?? '']
        if (set === undefined) throw BAD
        tests.push((code) => set.test(String.fromCharCode(code)))
        this.#at += named[0].length
        continue
      }
      const from = this.#member()
      const isRange = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']'
      if (isRange) this.#at++
      const to = isRange ? this.#member() : from
      if (to < from) throw BAD
      tests.push((code) => code >= from && code <= to)
    }
    this.#at++
    return { op: 'char', test: (code) => tests.some((test) => test(code)) !== inverted }
  }

  /** A character of a bracket expression, plain or as `[.x.]` or `[=x=]`. */
  #member(): number {
    const named = /^\[([.=])(.)\1\]/s.exec(this.#source.slice(this.#at, this.#at + 5))
    const char = named?.[2] ?? this.#source[this.#at]
    if (char === undefined) throw BAD
    this.#at += named?.[0].length ?? 1
    return char.charCodeAt(0)
  }

  #accept(char: string): boolean {
    if (this.#source[this.#at] !== char) return false
    this.#at++
    return true
  }
}

function literal(char: string): Instruction {
  const wanted = char.charCodeAt(0)
  return { op: 'char', test: (code) => code === wanted }
}

function sequence(first: Code, second: Code): Code {
  return sized([...first, ...shifted(second, first.length)])
}

function either(first: Code, second: Code): Code {
  const end = first.length + second.length + 2
  return sized([
    { op: 'split', first: 1, second: first.length + 2 },
    ...shifted(first, 1),
    { op: 'jump', to: end },
    ...shifted(second, first.length + 2),
  ])
}

function star(code: Code): Code {
  return sized([
    { op: 'split', first: 1, second: code.length + 2 },
    ...shifted(code, 1),
    { op: 'jump', to: 0 },
  ])
}

/** The same code at a later position. */
function shifted(code: Code, by: number): Code {
  return code.map((instruction) => {
    if (instruction.op === 'split')
      return { ...instruction, first: instruction.first + by, second: instruction.second + by }
    return instruction.op === 'jump' ? { ...instruction, to: instruction.to + by } : instruction
  })
}

function sized(code: Code): Code {
  if (code.length > GRUB_LIMITS.expressionSize) throw BAD
  return code
}
