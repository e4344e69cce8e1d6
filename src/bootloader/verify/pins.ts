/** What `--sha256` and `--verify` allow to boot: files with given sums, or files that a given key has signed. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import type { Pins } from '../boot-task.ts'
import type { Program } from './signature.ts'

/** What every file is checked against. `key`: the file that the program takes as its keyring or public key. */
export type Verification =
  | {
      kind: 'sums'
      kernel: string | null
      ramdisk: string | null
      listed: ReadonlySet<string> | null
      list: string
    }
  | { kind: 'signatures'; program: Program; key: string }

/**
 * What the options require; null: nothing. `--verify` names a list as sha256sum(1) writes it, a minisign public key, or
 * a keyring of OpenPGP keys. Throws E_USAGE if the file cannot be read.
 */
export function readPins({ kernel, ramdisk, list }: Pins): Verification | null {
  if (list === null)
    return kernel === null && ramdisk === null
      ? null
      : { kind: 'sums', kernel, ramdisk, listed: null, list: '' }
  const text = read(list)
  const listed = sumsIn(text)
  if (listed !== null) return { kind: 'sums', kernel, ramdisk, listed, list }
  if (kernel !== null || ramdisk !== null) {
    throw new BootError('E_USAGE', {
      what: `--verify=${list} is a key, which does not go with --sha256`,
      hint: 'give a list of sums, or the key alone',
    })
  }
  return {
    kind: 'signatures',
    program: text.startsWith('untrusted comment:') ? 'minisign' : 'gpgv',
    key: list,
  }
}

/** What a signature's name has after the name of the file. */
export const SIGNATURE_SUFFIXES = { gpgv: '.sig', minisign: '.minisig' } as const satisfies Record<
  Program,
  string
>

/** The sums of a list, in lower case; null: it is not a list. Lines are `SUM  NAME`, `SUM *NAME`, or a sum alone. */
function sumsIn(text: string): Set<string> | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const sums = lines.map((line) => /^\\?([0-9a-f]{64})(\s|$)/i.exec(line)?.[1]?.toLowerCase())
  return lines.length > 0 && sums.every((sum) => sum !== undefined) ? new Set(sums) : null
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `cannot read --verify=${file}: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}
