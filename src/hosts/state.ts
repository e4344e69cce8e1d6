/** What changes by itself: a small file a host in the state directory, keyed by the store's real path and the host. */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { BootError } from '../boot-error.ts'
import { cannotWrite, writeAtomically } from './atomic-file.ts'
import { withLock } from './file-lock.ts'

const hostState = v.object({
  /** A profile that is booted once and then the disk; null: none was ordered. */
  once: v.nullable(
    v.object({
      profile: v.string(),
      /** What spends it: that the boot was handed over, or only that the host says it booted. */
      until: v.picklist(['handed-over', 'booted']),
      /** By which the host says so to `serve`; it is taken once. */
      token: v.string(),
      /** When it was spent (ISO 8601); null: not yet. */
      spent: v.nullable(v.string()),
    }),
  ),
  /** How the last boot ended, when (ISO 8601), and who saw it. */
  last: v.nullable(
    v.object({
      at: v.string(),
      outcome: v.picklist(['boot', 'local', 'error']),
      by: v.picklist(['bootloader', 'serve', 'installer']),
      /** The error, or what was booted, in a line. */
      what: v.string(),
    }),
  ),
})

export type HostState = v.InferOutput<typeof hostState>

export const NO_STATE: HostState = { once: null, last: null }

/** The folder of a store's state. Each store has its own, for a name may stand in several. */
export function stateFolder(stateDir: string, storePath: string): string {
  return join(stateDir, 'stores', createHash('sha256').update(realPath(storePath)).digest('hex').slice(0, 16))
}

/** The state of every host that has one, by name; empty where it cannot be read. */
export function readStates(folder: string): Map<string, HostState> {
  const states = new Map<string, HostState>()
  for (const file of filesOf(join(folder, 'hosts'))) {
    const name = file.replace(/\.json$/, '')
    if (name !== file) states.set(name, readHostState(folder, name))
  }
  return states
}

/** A host's state; NO_STATE where there is none, or none that we can read. */
export function readHostState(folder: string, name: string): HostState {
  try {
    return v.parse(hostState, JSON.parse(readFileSync(fileOf(folder, name), 'utf8')))
  } catch {
    return NO_STATE
  }
}

/** Changes a host's state, one process at a time; null takes its file away. Throws E_PERMISSION and E_OUTPUT. */
export async function changeHostState(
  folder: string,
  name: string,
  change: (state: HostState) => HostState | null,
): Promise<void> {
  const needsNothing = change(NO_STATE)
  if (!existsSync(folder) && (needsNothing === null || needsNothing === NO_STATE)) return
  try {
    mkdirSync(join(folder, 'hosts'), { recursive: true, mode: 0o755 })
  } catch (cause) {
    throw unwritable(folder, cause)
  }
  await withLock(join(folder, 'lock'), () => {
    const before = readHostState(folder, name)
    const after = change(before)
    if (after === before) return
    try {
      if (after === null) rmSync(fileOf(folder, name), { force: true })
      // Its token is the host's alone.
      else writeAtomically(fileOf(folder, name), Buffer.from(`${JSON.stringify(after, null, 2)}\n`), 0o600)
    } catch (cause) {
      throw unwritable(folder, cause)
    }
  })
}

/** Forgets what is remembered under these names: of hosts that are gone, or whose name a new host takes. */
export async function forgetHosts(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    if (existsSync(fileOf(folder, name))) await changeHostState(folder, name, () => null)
}

/** What is remembered of a host that has another name now. */
export async function moveHostState(folder: string, from: string, to: string): Promise<void> {
  const state = readHostState(folder, from)
  if (state === NO_STATE) return
  await changeHostState(folder, to, () => state)
  await changeHostState(folder, from, () => null)
}

function fileOf(folder: string, name: string): string {
  return join(folder, 'hosts', `${name}.json`)
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Without links; as it is where there is no such file. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function unwritable(folder: string, cause: unknown): BootError {
  return cannotWrite(`the state of the hosts in ${folder}`, cause, 'name another folder with --state-dir')
}
