/** `[` and `test`. Source: GRUB commands/test.c, quirks included: what is not a test is a word, which is true unless it is empty. */

import type { Play } from '../boot-program.ts'
import { signedNumber, unsignedNumber } from './numbers.ts'

/** What a script can see of files. `-f` is always false. */
export interface Files {
  /** `-s`: whether a file exists and is not empty. */
  isFilled(name: string): Play<boolean>
  /** `-e` and `-d`: whether it is the root folder of a device. */
  isRoot(name: string): boolean
}

export function* testExpression(words: readonly string[], files: Files): Play<boolean> {
  const end = words.at(-1) === ']' ? words.length - 1 : words.length
  return (yield* evaluate(words.slice(0, end), 0, files)).value
}

const COMPARISONS: Record<string, (a: string, b: string) => boolean> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '-eq': (a, b) => signedNumber(a) === signedNumber(b),
  '-ne': (a, b) => signedNumber(a) !== signedNumber(b),
  '-lt': (a, b) => signedNumber(a) < signedNumber(b),
  '-le': (a, b) => signedNumber(a) <= signedNumber(b),
  '-gt': (a, b) => signedNumber(a) > signedNumber(b),
  '-ge': (a, b) => signedNumber(a) >= signedNumber(b),
  '-pgt': (a, b) => behindPrefix(a, b) > behindPrefix(b, a),
  '-plt': (a, b) => behindPrefix(a, b) < behindPrefix(b, a),
  // Files on network devices have no times.
  '-nt': () => false,
  '-ot': () => false,
}
const TABLE = new Map(Object.entries(COMPARISONS))

function* evaluate(
  words: readonly string[],
  from: number,
  files: Files,
): Play<{ value: boolean; next: number }> {
  let or = false
  let and = true
  let inverted = false
  const update = (value: boolean) => {
    and &&= inverted ? !value : value
    inverted = false
  }
  // Nested parentheses are kept here and not on the call stack, because a script may have thousands.
  const open: { or: boolean; and: boolean; inverted: boolean }[] = []
  let at = from
  while (at < words.length) {
    const [first = '', second, third] = words.slice(at, at + 3)
    const compare =
      third === undefined ? undefined : TABLE.get(/^-[no]t/.test(second ?? '') ? '-nt' : (second ?? ''))
    if (compare !== undefined) {
      update(compare(first, third ?? ''))
      at += 3
    } else if (second !== undefined && /^-[defsnz]$/.test(first)) {
      if (first === '-s') update(yield* files.isFilled(second))
      else if (first === '-e' || first === '-d') update(files.isRoot(second))
      else update(first === '-n' ? second !== '' : first === '-z' && second === '')
      at += 2
    } else {
      at++
      if (first === '(') {
        open.push({ or, and, inverted })
        or = false
        and = true
        inverted = false
      } else if (first === ')') {
        const outer = open.pop()
        if (outer === undefined) return { value: or || and, next: at }
        const value = or || and
        or = outer.or
        and = outer.and
        inverted = outer.inverted
        update(value)
      } else if (first === '!') inverted = !inverted
      else if (first === '-o') {
        or ||= and
        and = true
      } else if (first !== '-a') update(first !== '')
    }
  }
  // Unclosed parentheses end with the words.
  for (let outer = open.pop(); outer !== undefined; outer = open.pop()) {
    const value = or || and
    or = outer.or
    and = outer.and
    inverted = outer.inverted
    update(value)
  }
  return { value: or || and, next: at }
}

/** The number where the texts begin to differ, including common digits before that. */
function behindPrefix(text: string, other: string): number {
  let at = 0
  while (at < text.length && text[at] === other[at]) at++
  at--
  while (at > 0 && /[0-9]/.test(text[at] ?? '')) at--
  return unsignedNumber(text.slice(at + 1))
}
