/** Finds what this system offers to confine the clients, besides what every system has. */

import { readFile } from 'node:fs/promises'
import { findProgram } from '../../find-program.ts'
import { TOOL_PATH } from '../../guest-port/index.ts'
import { seccompFilter } from './seccomp-filter.ts'

/** How the clients are confined on this system. */
export interface Confinement {
  /** A filter for setpriv to load (seccomp-filter.ts); null: none. */
  seccomp: Buffer | null
  /** Words that start a program with an empty session key ring (session-keyring(7)); none if no program sees one. */
  keyring: readonly string[]
}

/** setpriv has it since util-linux 2.41. */
const OPTION = 'seccomp-filter'

/** Without keyutils and seccomp the clients keep the caller's key ring, which is often empty. */
export async function findConfinement(): Promise<Confinement> {
  const [setpriv, keyctl] = await Promise.all(
    ['setpriv', 'keyctl'].map((name) => findProgram(name, TOOL_PATH)),
  )
  // Its version says the same, but starting it would take longer.
  const seccomp = setpriv && (await readFile(setpriv)).includes(OPTION) ? seccompFilter() : null
  return { seccomp, keyring: seccomp !== null || !keyctl ? [] : [keyctl, 'session', '-'] }
}
