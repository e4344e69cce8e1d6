/** Writes what the store describes: all of it, or nothing. */

import { rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cannotWrite, writeAtomically } from '../atomic-file.ts'
import { withLock } from '../file-lock.ts'
import type { HostStore } from '../store.ts'
import type { OutputName } from '../store-keys.ts'
import { type Ledger, makeStateFolder, writeLedger } from './ledger.ts'
import { type Change, type Plan, sumOf } from './plan.ts'
import { type Prospect, prospectOf } from './prospect.ts'
import { reloadServer, testServer } from './reload-server.ts'
import type { WrittenFile } from './written-file.ts'

/** What an apply needs besides the store. */
export interface ApplySettings {
  /** The store's state folder. */
  folder: string
  /** Whether to overwrite files that tspxeboot did not write, too. */
  force: boolean
  onWarning(message: string): void
}

/** What an apply did: the paths of files, and the servers that were reloaded. */
export interface Applied {
  written: string[]
  removed: string[]
  unchanged: number
  reloaded: OutputName[]
}

/**
 * Writes what has changed, lets each server test it, and reloads each server once. Throws as prospectOf does before
 * anything is written, and E_HOSTS_APPLY if a server's test or reload fails: then everything is as it was.
 */
export async function applyStore(store: HostStore, settings: ApplySettings): Promise<Applied> {
  const { folder, onWarning } = settings
  makeStateFolder(folder)
  return withLock(join(folder, 'apply.lock'), async () => {
    const prospect = await prospectOf(store, settings)
    const { ledger, plan } = prospect
    const { changes, unchanged, files } = plan
    const concerned = new Set([...ledger.untold, ...changes.map(({ output }) => output)])
    // A server whose section was removed is no longer ours to reload.
    const servers = [...concerned].filter(
      (output) => output !== 'pxelinux' && (output === 'libvirt' || prospect.outputs[output] !== null),
    )
    if (changes.length > 0) writeLedger(folder, { files: bothSums(ledger, plan), untold: servers })
    const reloaded = await change(prospect, servers, onWarning).catch((error) => {
      if (changes.length > 0) writeLedger(folder, ledger)
      throw error
    })
    const after = { files, untold: [] }
    if (JSON.stringify(after) !== JSON.stringify(ledger)) writeLedger(folder, after)
    return {
      written: changes.filter((change) => change.after !== null).map(({ path }) => path),
      removed: changes.filter((change) => change.after === null).map(({ path }) => path),
      unchanged,
      reloaded,
    }
  })
}

/** Makes the changes. If something fails, it takes them back, and reloads the servers that it had reloaded. */
async function change(
  { plan, outputs, wanted }: Prospect,
  servers: readonly OutputName[],
  onWarning: (message: string) => void,
): Promise<OutputName[]> {
  const { changes } = plan
  const made: Change[] = []
  const tried: OutputName[] = []
  const reloaded: OutputName[] = []
  try {
    for (const change of changes) {
      put(change.path, change.after)
      made.push(change)
    }
    for (const output of servers) await testServer(output, outputs)
    for (const output of servers) {
      tried.push(output)
      const result = await reloadServer(output, outputs, textsOf(output, changes, wanted))
      if (result.warning !== null) onWarning(result.warning)
      if (result.reloaded) reloaded.push(output)
    }
    return reloaded
  } catch (error) {
    for (const { path, before } of made.reverse()) put(path, before)
    for (const output of tried) {
      const { before, after } = textsOf(output, changes, wanted)
      await reloadServer(output, outputs, { before: after, after: before }).catch((again: unknown) =>
        onWarning(`${output} could not be reloaded again: ${again instanceof Error ? again.message : again}`),
      )
    }
    throw error
  }
}

/** The content of the output's files before and after the changes. What an interrupted apply changed earlier is unknown. */
function textsOf(
  output: OutputName,
  changes: readonly Change[],
  wanted: readonly WrittenFile[],
): { before: string; after: string } {
  const changed = changes.filter((change) => change.output === output)
  const paths = new Set(changed.map(({ path }) => path))
  const unchanged = wanted.filter((file) => file.output === output && !paths.has(file.path))
  const join = (texts: (Buffer | string | null)[]) => texts.map((text) => String(text ?? '')).join('')
  return {
    before: join([...changed.map(({ before }) => before), ...unchanged.map(({ text }) => text)]),
    after: join([...changed.map(({ after }) => after), ...unchanged.map(({ text }) => text)]),
  }
}

/** While an apply is at work, a file may have its old or its new content. */
function bothSums({ files }: Ledger, plan: Plan): Ledger['files'] {
  const both = { ...files }
  for (const [path, { output, sums }] of Object.entries(plan.files))
    both[path] = { output, sums: [...new Set([...(files[path]?.sums ?? []), ...sums])] }
  for (const { path, before } of plan.changes) {
    const entry = both[path]
    if (before !== null && entry !== undefined)
      both[path] = { ...entry, sums: [...new Set([...entry.sums, sumOf(before)])] }
  }
  return both
}

function put(path: string, bytes: Buffer | null): void {
  try {
    if (bytes !== null) {
      writeAtomically(path, bytes)
      return
    }
    rmSync(path, { force: true })
    // The folder hosts/NAME of a host that is gone.
    if (dirname(dirname(path)).endsWith('/hosts')) rmdirSync(dirname(path))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (bytes === null && (code === 'ENOTEMPTY' || code === 'ENOENT')) return
    throw cannotWrite(path, cause)
  }
}
