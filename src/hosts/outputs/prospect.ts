/** Plans an apply and checks it: it must not change others' files, and each configuration must boot what the store says. */

import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { realPath } from '../state.ts'
import type { HostStore } from '../store.ts'
import { wantedFiles } from './files.ts'
import { type Ledger, readLedger } from './ledger.ts'
import { playOffline } from './offline-boot.ts'
import { type Change, type Found, type Plan, planOf } from './plan.ts'
import { type Outputs, readOutputs } from './settings.ts'
import { storeSources } from './sources.ts'
import type { WrittenFile } from './written-file.ts'

/** What an apply would do, and what it needs for it. */
export interface Prospect {
  outputs: Outputs
  wanted: readonly WrittenFile[]
  ledger: Ledger
  plan: Plan
}

/**
 * What applying would change. `folder`: the store's state folder. Throws E_HOSTS_INVALID if a configuration does not lead
 * where the store says, and, unless `force`, E_HOSTS_CONFLICT for a file that is not ours.
 */
export async function prospectOf(
  store: HostStore,
  { folder, force }: { folder: string; force: boolean },
): Promise<Prospect> {
  const prospect = readProspect(store, folder)
  const { outputs, wanted, plan } = prospect
  if (!force) refuseConflicts(plan)
  await refuseMisled(store, outputs, wanted, plan.changes)
  return prospect
}

/** What applying would change, without the checks. Throws E_HOSTS_INVALID if an output cannot express the store. */
export function readProspect(store: HostStore, folder: string): Prospect {
  const outputs = readOutputs(store)
  // The files do not depend on the path by which the store was named.
  const named = { ...store, path: realPath(store.path) }
  const wanted = wantedFiles(named, outputs, { ...storeSources(store, folder), stateFolder: folder })
  const ledger = readLedger(folder)
  return { outputs, wanted, ledger, plan: planOf(wanted, ledger, foundAt) }
}

function foundAt(path: string): Found {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return { kind: 'none' }
    return stat.isFile() ? { kind: 'file', bytes: readFileSync(path) } : { kind: 'other' }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'none' }
    throw new BootError('E_PERMISSION', { what: `cannot read ${path}: ${code}`, cause })
  }
}

function refuseConflicts({ conflicts }: Plan): void {
  const [first, ...others] = conflicts
  if (first === undefined) return
  const more =
    others.length === 0
      ? ''
      : `, and so with ${others.length} more: ${others
          .map(({ path }) => path)
          .slice(0, 9)
          .join(', ')}`
  throw new BootError('E_HOSTS_CONFLICT', {
    what: `${first.path} ${first.why}${more}`,
    hint: 'nothing was written; hosts apply --diff --force shows what would be lost, --force overwrites it',
  })
}

async function refuseMisled(
  store: HostStore,
  { pxelinux }: Outputs,
  wanted: readonly WrittenFile[],
  changes: readonly Change[],
): Promise<void> {
  if (pxelinux === null) return
  const texts = textsBelow(pxelinux.root, wanted)
  for (const { path, after, configuration } of changes) {
    if (configuration === null || after === null) continue
    const wrong = await playOffline(store, configuration, { root: pxelinux.root, texts })
    if (wrong === null) continue
    const { name, section } = configuration.host
    throw new BootError('E_HOSTS_INVALID', {
      what: `host ${name} (${section.place}): ${path} would not lead where the store says: ${wrong}`,
      hint: 'nothing was written; look at its profile, its template and its boot files',
    })
  }
}

/** The boot server's future files, by their names there. */
export function textsBelow(root: string, wanted: readonly WrittenFile[]): Map<string, string> {
  const start = join(root, '/').length
  return new Map(
    wanted.filter(({ output }) => output === 'pxelinux').map(({ path, text }) => [path.slice(start), text]),
  )
}
