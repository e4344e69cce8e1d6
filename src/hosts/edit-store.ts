/** Edits the store's file: one process at a time, all or nothing. */

import { realpathSync } from 'node:fs'
import { BootError, type ErrorCode } from '../boot-error.ts'
import { cannotWrite, writeAtomically } from './atomic-file.ts'
import { withLock } from './file-lock.ts'
import { type IniFile, iniBytes } from './ini-file.ts'
import type { HostStore } from './store.ts'
import { brokenRule, readStoreIni } from './store-file.ts'
import { type BrokenRule, storeOf } from './store-rules.ts'

/** Returns the new file; `store` is the content of `ini`. */
export type StoreEdit = (ini: IniFile, store: HostStore) => IniFile | Promise<IniFile>

const CODES: Record<BrokenRule['kind'], ErrorCode> = {
  bad: 'E_USAGE',
  taken: 'E_HOSTS_CONFLICT',
  missing: 'E_HOSTS_NOT_FOUND',
}

/**
 * Edits the store at `path` and returns the result. The file does not change if `edit` throws, or if its result would
 * break a rule: E_USAGE, E_HOSTS_CONFLICT (a name, MAC or address is taken) or E_HOSTS_NOT_FOUND (no such network or
 * profile). Throws E_HOSTS_INVALID if the file already breaks a rule, E_PERMISSION, and E_OUTPUT for a full disk.
 */
export async function editStore(path: string, edit: StoreEdit): Promise<HostStore> {
  // A link, to a file in a repository say, stays a link.
  const file = realPath(path)
  return withLock(`${file}.lock`, async () => {
    const ini = readStoreIni(path)
    const before = storeOf(ini)
    for (const rule of before.broken) throw brokenRule(rule)
    const edited = await edit(ini, before.store)
    if (edited === ini) return before.store
    const { store, broken } = storeOf(edited)
    for (const { kind, what, hint } of broken)
      throw new BootError(CODES[kind], { what, ...(hint === null ? {} : { hint }) })
    writeStore(file, edited)
    return store
  })
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // readStoreIni throws the error that says why.
    readStoreIni(path)
    throw new BootError('E_HOSTS_NOT_FOUND', { what: `there is no store of hosts ${path}` })
  }
}

function writeStore(file: string, ini: IniFile): void {
  try {
    writeAtomically(file, iniBytes(ini))
  } catch (cause) {
    throw cannotWrite(`the store of hosts ${file}`, cause)
  }
}
