/** The hosts' state, which users do not edit: a small file per host in the state directory, by the store's real path. */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { BootError } from '../boot-error.ts'
import { cannotWrite, writeAtomically } from './atomic-file.ts'
import { withLock } from './file-lock.ts'

const hostState = v.object({
  /** An order to boot a profile once and then the disk; null: none. */
  once: v.nullable(
    v.object({
      profile: v.string(),
      /** What completes it: handing over the boot, or only the host's report that it booted. */
      until: v.picklist(['handed-over', 'booted']),
      /** With this token the host reports to `serve`; it is accepted once. */
      token: v.string(),
      /** When it was completed (ISO 8601); null: not yet. */
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

/** The state of one host. */
export type HostState = v.InferOutput<typeof hostState>

/** The state of a host without a file. */
export const NO_STATE: HostState = { once: null, last: null }

/** The folder of a store's state. Each store has its own, because several may have hosts of the same name. */
export function stateFolder(stateDir: string, storePath: string): string {
  return join(stateDir, 'stores', createHash('sha256').update(realPath(storePath)).digest('hex').slice(0, 16))
}

/** The state of every host that has one, by name; empty if it cannot be read. */
export function readStates(folder: string): Map<string, HostState> {
  const states = new Map<string, HostState>()
  for (const file of filesOf(join(folder, 'hosts'))) {
    const name = file.replace(/\.json$/, '')
    if (name !== file) states.set(name, readHostState(folder, name))
  }
  return states
}

/** A host's state; NO_STATE if there is none, or it cannot be read. */
export function readHostState(folder: string, name: string): HostState {
  try {
    return v.parse(hostState, JSON.parse(readFileSync(stateFile(folder, name), 'utf8')))
  } catch {
    return NO_STATE
  }
}

/** Changes a host's state, one process at a time; null removes its file. Throws E_PERMISSION and E_OUTPUT. */
export async function changeHostState(
  folder: string,
  name: string,
  change: (state: HostState) => HostState | null,
): Promise<void> {
  const needsNothing = change(NO_STATE)
  if ((needsNothing === null || needsNothing === NO_STATE) && !existsSync(stateFile(folder, name))) return
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
      if (after === null) rmSync(stateFile(folder, name), { force: true })
      // Mode 0600, because the token is secret.
      else writeAtomically(stateFile(folder, name), Buffer.from(`${JSON.stringify(after, null, 2)}\n`), 0o600)
    } catch (cause) {
      throw unwritable(folder, cause)
    }
  })
}

/** Deletes the state under these names, of removed hosts or before new hosts take the names. Throws as changeHostState does. */
export async function forgetHosts(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    if (existsSync(stateFile(folder, name))) await changeHostState(folder, name, () => null)
}

/** Moves the state of a renamed host. Throws as changeHostState does. */
export async function moveHostState(folder: string, from: string, to: string): Promise<void> {
  const state = readHostState(folder, from)
  if (state === NO_STATE) return
  await changeHostState(folder, to, () => state)
  await changeHostState(folder, from, () => null)
}

/** The file with a host's state. */
export function stateFile(folder: string, name: string): string {
  return join(folder, 'hosts', `${name}.json`)
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The path without links; unchanged if there is no such file. */
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
