/** Conditions and jumps. Source: ipxe src/core/exec.c (iseq, isset, exit), src/image/script.c (goto). */

import { plain, type ScriptCommand } from '../command.ts'
import { fail } from '../failure.ts'
import { parseInteger } from '../setting-types.ts'

/** What a 64-bit x86 processor answers: bits of EDX of leaf 1, of ECX of leaf 1 (31: a hypervisor), of EDX of 0x80000001. */
const PROCESSOR = {
  standard: new Set([0, 3, 4, 5, 6, 8, 9, 11, 13, 15, 19, 23, 24, 25, 26]),
  standardC: new Set([0, 13, 31]),
  extended: new Set([11, 20, 29]),
  extendedC: new Set([0]),
}

/** `isset`, `iseq`, `goto`, `exit` and `cpuid`. */
export const CONTROL: Readonly<Record<string, ScriptCommand>> = {
  isset: plain([1, 1], (_, { words: [word] }) =>
    word === '' ? fail('condition-false', 'the word is empty') : null,
  ),
  iseq: plain([2, 2], (_, { words: [one, other] }) =>
    one === other ? null : fail('not-equal', `"${one}" is not "${other}"`),
  ),
  goto: plain([1, 1], (_, { words: [label = ''] }) => ({ goto: label })),
  exit: plain([0, 1], (_, { words: [status = '0'] }) => {
    const value = parseInteger(status)
    return value === null ? fail('not-a-number', `"${status}" is not a number`) : { exit: value | 0 }
  }),
  cpuid: plain(
    [1, 1],
    (_, { words: [word = ''], flags }) => {
      const bit = parseInteger(word)
      if (bit === null) return fail('not-a-number', `"${word}" is not a number`)
      const extended = flags.has('ext') || flags.has('amd')
      const bits = flags.has('ecx')
        ? PROCESSOR[extended ? 'extendedC' : 'standardC']
        : PROCESSOR[extended ? 'extended' : 'standard']
      return bits.has(bit) ? null : fail('condition-false', `the processor does not have bit ${bit}`)
    },
    { ext: ['e', 'flag'], amd: ['a', 'flag'], ecx: ['c', 'flag'] },
  ),
}
