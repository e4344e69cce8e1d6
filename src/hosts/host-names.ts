/** Expands names of hosts on the command line: `web1`, or `web[1-20]` for twenty. */

import { BootError } from '../boot-error.ts'

/** More names at once must be a mistake. */
const MOST = 65536

/** The names that the words expand to, in order; `web[01-20]` keeps the zeros. Throws E_USAGE. */
export function expandNames(words: readonly string[]): string[] {
  const names = words.flatMap((word) => expand(word))
  if (names.length > MOST)
    throw new BootError('E_USAGE', { what: `${names.length} names are too many at once` })
  return names
}

function expand(word: string): string[] {
  if (word === '') throw new BootError('E_USAGE', { what: "a host's name is empty" })
  const [, before = '', first = '', last = '', after = ''] = /^([^[\]]*)\[(\d+)-(\d+)\](.*)$/.exec(word) ?? []
  if (first === '') {
    if (/[[\]]/.test(word))
      throw new BootError('E_USAGE', {
        what: `${word}: not a range of names`,
        hint: 'write web[1-20], or web[01-20] for names of one length',
      })
    return [word]
  }
  const count = Number(last) - Number(first) + 1
  if (count < 1 || count > MOST)
    throw new BootError('E_USAGE', {
      what: `${word}: from ${first} to ${last} there are no names, or too many`,
    })
  const digits = first.startsWith('0') ? first.length : 0
  return Array.from({ length: count }, (_, index) =>
    expand(`${before}${String(Number(first) + index).padStart(digits, '0')}${after}`),
  ).flat()
}
