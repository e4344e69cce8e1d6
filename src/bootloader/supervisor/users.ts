/** The users that the client processes run as. */

import { readFileSync } from 'node:fs'
import type { RunAs } from '../boot-task.ts'
import type { ClientUser } from './check-rights.ts'

/** `nobody` and `nogroup` of every current distribution; also the kernel's overflow ids. */
const NOBODY = 65534

/**
 * The first of the user ids that runs have to themselves, one for each process number: far from those of people,
 * services and containers (systemd's "Users, Groups, UIDs and GIDs" leaves 1879048192 to 2147352575 free).
 */
export const FIRST_RUN_USER = 1_900_000_000

/** The kernel's largest PID_MAX_LIMIT (proc_sys_kernel(5)). */
export const PROCESS_NUMBERS = 4_194_304

/** A user. `own`: no other process has it, so that a limit on its processes counts no others. */
export interface RunUser {
  user: ClientUser
  own: boolean
}

/**
 * The user for a run's clients. Process `pid` lives as long as the run: meanwhile no other process has that number, and
 * so no other run has the user id derived from it. A user namespace without that user id gets nobody, and one without
 * nobody gets null: there the process has no rights on the host to give up.
 */
export function runUser(runas: RunAs, pid: number, maps = readMaps()): RunUser {
  const uid = runas.perRun ? runas.uid + pid : runas.uid
  const exists = (id: number): boolean => isMapped(id, maps.uid) && isMapped(NOBODY, maps.gid)
  if (exists(uid)) return { user: { uid, gid: NOBODY }, own: runas.perRun }
  const nobody = runas.perRun && exists(NOBODY)
  return { user: nobody ? { uid: NOBODY, gid: NOBODY } : null, own: false }
}

function readMaps(): { uid: string; gid: string } {
  return {
    uid: readFileSync('/proc/self/uid_map', 'latin1'),
    gid: readFileSync('/proc/self/gid_map', 'latin1'),
  }
}

/** uid_map (user_namespaces(7)): first id inside, first id outside, how many. */
function isMapped(id: number, map: string): boolean {
  return map
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([inside = 0, , count = 0]) => id >= inside && id < inside + count)
}
