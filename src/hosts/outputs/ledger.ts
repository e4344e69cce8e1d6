/** A record, in the state folder, of the files that we wrote, so that other files are recognized. */

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { BootError } from '../../boot-error.ts'
import { cannotWrite, writeAtomically } from '../atomic-file.ts'
import { OUTPUT_NAMES } from '../store-keys.ts'

const outputName = v.picklist(OUTPUT_NAMES)

const ledger = v.object({
  /** By path: the output, and the SHA-256 sums of its possible content: old and new while an apply is at work. */
  files: v.record(v.string(), v.object({ output: outputName, sums: v.array(v.string()) })),
  /** Servers that have not been reloaded since their files were written. */
  untold: v.array(outputName),
})

/** What we wrote, and what is still to be done for it. */
export type Ledger = v.InferOutput<typeof ledger>

/** Reads the ledger of a state folder; an empty one if there is none that we can read. */
export function readLedger(folder: string): Ledger {
  try {
    return v.parse(ledger, JSON.parse(readFileSync(ledgerFile(folder), 'utf8')))
  } catch {
    return { files: {}, untold: [] }
  }
}

/** Replaces the ledger of a state folder. Throws E_PERMISSION and E_OUTPUT. */
export function writeLedger(folder: string, now: Ledger): void {
  try {
    writeAtomically(ledgerFile(folder), Buffer.from(`${JSON.stringify(now)}\n`))
  } catch (cause) {
    throw unwritable(folder, cause)
  }
}

/** Makes the state folder. Throws E_PERMISSION and E_OUTPUT. */
export function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw unwritable(folder, cause)
  }
}

function ledgerFile(folder: string): string {
  return join(folder, 'outputs.json')
}

function unwritable(folder: string, cause: unknown): BootError {
  const hint = 'run as root, or name another folder with --state-dir'
  return cannotWrite(`the state of the outputs in ${folder}`, cause, hint)
}
