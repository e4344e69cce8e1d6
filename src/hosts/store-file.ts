/** Reads the store's file. */

import { readFileSync } from 'node:fs'
import { BootError } from '../boot-error.ts'
import { type IniFile, parseIni } from './ini-file.ts'
import type { HostStore } from './store.ts'
import { type BrokenRule, storeOf } from './store-rules.ts'

/** Reads the store. Throws E_HOSTS_NOT_FOUND without such a file, E_HOSTS_INVALID with file and line for a broken rule. */
export function readStore(path: string): HostStore {
  const { store, broken } = storeOf(readStoreIni(path))
  for (const rule of broken) throw brokenRule(rule)
  return store
}

/** Reads only the ini file. Throws E_HOSTS_NOT_FOUND, and E_HOSTS_INVALID for invalid lines. */
export function readStoreIni(path: string): IniFile {
  return parseIni(path, readBytes(path), 'E_HOSTS_INVALID')
}

/** The error for a broken rule. */
export function brokenRule({ place, what, hint }: BrokenRule): BootError {
  return new BootError('E_HOSTS_INVALID', {
    what: `${place}: ${what}`,
    ...(hint === null ? {} : { hint }),
  })
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT')
      throw new BootError('E_HOSTS_NOT_FOUND', {
        what: `there is no store of hosts ${path}`,
        hint: 'write one, beginning with [network "NAME"] and subnet = ADDRESS/PREFIX, or name it with --hosts',
        cause,
      })
    throw new BootError(code === 'EACCES' ? 'E_PERMISSION' : 'E_HOSTS_INVALID', {
      what: `cannot read the store of hosts ${path}: ${code}`,
      cause,
    })
  }
}
