/** Plans what an apply changes, from what the store describes, what we wrote before, and what exists. Pure. */

import { hash } from 'node:crypto'
import type { OutputName } from '../store-keys.ts'
import type { Ledger } from './ledger.ts'
import type { Configuration, WrittenFile } from './written-file.ts'

/** What is at a path; `other`: a link, a folder, a device. */
export type Found = { kind: 'file'; bytes: Buffer } | { kind: 'none' } | { kind: 'other' }

/** A file to write or remove. */
export interface Change {
  output: OutputName
  path: string
  /** null: there is no such file. */
  before: Buffer | null
  /** null: the file is removed. */
  after: Buffer | null
  configuration: Configuration | null
}

/** What an apply changes. */
export interface Plan {
  changes: readonly Change[]
  unchanged: number
  /** Files that are not ours to change, and why. */
  conflicts: readonly { path: string; why: string }[]
  /** The ledger's files after the changes. */
  files: Ledger['files']
}

/**
 * `wanted` names no path twice; `foundAt` says what is at a path. A file that is missing, empty or already as it should be
 * is no conflict.
 */
export function planOf(
  wanted: readonly WrittenFile[],
  ledger: Ledger,
  foundAt: (path: string) => Found,
): Plan {
  const changes: Change[] = []
  const conflicts: { path: string; why: string }[] = []
  const files: Ledger['files'] = {}
  let unchanged = 0
  const change = (file: Omit<Change, 'before'>, found: Found): void => {
    const why = conflictOf(found, ledger.files[file.path]?.sums)
    if (why !== null) conflicts.push({ path: file.path, why })
    changes.push({ ...file, before: found.kind === 'file' ? found.bytes : null })
  }
  for (const { output, path, text, configuration } of wanted) {
    const after = Buffer.from(text)
    files[path] = { output, sums: [sumOf(after)] }
    const found = foundAt(path)
    if (found.kind === 'file' && found.bytes.equals(after)) unchanged += 1
    else change({ output, path, after, configuration }, found)
  }
  for (const [path, { output }] of Object.entries(ledger.files)) {
    const found = path in files ? null : foundAt(path)
    if (found !== null && found.kind !== 'none')
      change({ output, path, after: null, configuration: null }, found)
  }
  return { changes, unchanged, conflicts, files }
}

function conflictOf(found: Found, sums: readonly string[] | undefined): string | null {
  if (found.kind === 'none' || (found.kind === 'file' && found.bytes.length === 0)) return null
  if (found.kind === 'other') return 'is not a regular file'
  if (sums === undefined) return 'was not written by tspxeboot'
  return sums.includes(sumOf(found.bytes)) ? null : 'was changed since tspxeboot wrote it'
}

/** The SHA-256 in hexadecimal. */
export function sumOf(bytes: Buffer): string {
  return hash('sha256', bytes)
}
