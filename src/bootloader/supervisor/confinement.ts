/** Finds what this system offers to confine the clients, besides what every system has. */

import { findProgram } from '../../find-program.ts'
import { runTool, TOOL_PATH } from '../../guest-port/index.ts'
import { seccompFilter } from './seccomp-filter.ts'

/** How the clients are confined on this system. */
export interface Confinement {
  /** A filter for setpriv to load (seccomp-filter.ts); null: none. */
  seccomp: Buffer | null
  /** Words that start a program with an empty session key ring (session-keyring(7)); none if no program sees one. */
  keyring: readonly string[]
}

/** setpriv has --seccomp-filter since util-linux 2.41. */
const WITH_SECCOMP = [2, 41]

/** Without keyutils and seccomp the clients keep the caller's key ring, which is often empty. */
export async function findConfinement(): Promise<Confinement> {
  const [version, keyctl] = await Promise.all([
    runTool('setpriv', ['--version']).catch(() => ''),
    findProgram('keyctl', TOOL_PATH),
  ])
  const seccomp = isSince(WITH_SECCOMP, version) ? seccompFilter() : null
  return { seccomp, keyring: seccomp !== null || keyctl === null ? [] : [keyctl, 'session', '-'] }
}

/** Whether `setpriv from util-linux 2.41.1` is not older. */
function isSince([major = 0, minor = 0]: readonly number[], text: string): boolean {
  const [, itsMajor = 0, itsMinor = 0] = (/ (\d+)\.(\d+)/.exec(text) ?? []).map(Number)
  return itsMajor > major || (itsMajor === major && itsMinor >= minor)
}
