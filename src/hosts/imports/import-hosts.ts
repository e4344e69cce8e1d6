/** Imports the hosts of another program's file into a store, or shows what would be imported. */

import { editStore } from '../edit-store.ts'
import { readStore, readStoreIni } from '../store-file.ts'
import type { FileKind } from './file-kinds.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { readForeign } from './read-foreign.ts'

/** The outcome of an import. */
export interface Imported extends ImportPlan {
  kind: FileKind
  /** Whether they were added to the store. */
  applied: boolean
}

/**
 * With `apply`, adds what fits to the store at `path`; what collides is left out. Throws as readForeign, readStore and
 * editStore do.
 */
export async function importHosts(path: string, file: string, apply: boolean): Promise<Imported> {
  const { kind, foreign } = readForeign(file)
  if (!apply) {
    readStore(path)
    return { ...planImport(foreign, readStoreIni(path)), kind, applied: false }
  }
  let plan: ImportPlan | null = null
  await editStore(path, (ini) => {
    plan = planImport(foreign, ini)
    const { networks, profiles, hosts } = plan
    return networks.length + profiles.length + hosts.length === 0 ? ini : plan.ini
  })
  return { ...(plan as unknown as ImportPlan), kind, applied: true }
}
