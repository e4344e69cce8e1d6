/** As whom the PXE client process runs. */

import { readFileSync } from 'node:fs'

/** `nobody` of every current distribution; also the kernel's overflow user. */
const NOBODY = 65534

/**
 * The user id to become: `runas`, else nobody. null in a user namespace that has no such user: there the process has
 * no rights on the host to give up.
 */
export function clientUser(
  runas: number | null,
  uidMap = readFileSync('/proc/self/uid_map', 'latin1'),
): number | null {
  const user = runas ?? NOBODY
  return isMapped(user, uidMap) ? user : null
}

/** uid_map(5): first id inside, first id outside, how many. */
function isMapped(user: number, uidMap: string): boolean {
  return uidMap
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([inside = 0, , count = 0]) => user >= inside && user < inside + count)
}
