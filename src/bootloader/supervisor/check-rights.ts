/** Checks that a client process has the privileges that it should have, and no others. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'

/** Bits of linux/capability.h. */
const CAPABILITIES = { net_bind_service: 10, net_raw: 13 }
/** SECCOMP_MODE_FILTER, as proc_pid_status(5) shows it. */
const FILTERED = '2'
/** A capability that a client process may have: its name without CAP_, in lower case. */
export type Capability = keyof typeof CAPABILITIES

/** The user and group ids of a client process; null: this process's own, in a user namespace that has no others. */
export type ClientUser = { uid: number; gid: number } | null

/**
 * `status`: the text of /proc/PID/status of a client that waits for its orders. Throws E_PERMISSION unless it has exactly these
 * capabilities, can get no others, is `user`, in no other group, and has a seccomp filter if it should be `filtered`.
 */
export function checkRights(
  status: string,
  {
    capabilities,
    user,
    filtered,
  }: { capabilities: readonly Capability[]; user: ClientUser; filtered: boolean },
): void {
  const field = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? ''
  const wanted = capabilities.reduce((bits, name) => bits | (1n << BigInt(CAPABILITIES[name])), 0n)
  const sets = ['CapPrm', 'CapEff', 'CapBnd'].filter((set) => BigInt(`0x${field(set)}`) !== wanted)
  const four = (id: number): string => Array(4).fill(id).join('\t')
  const wrong = [
    ...sets.map((set) => `${set} is ${field(set)}, not ${wanted.toString(16)}`),
    ...(field('NoNewPrivs') === '1' ? [] : ['it can gain new rights']),
    ...(user === null || field('Uid') === four(user.uid) ? [] : [`its user is ${field('Uid')}`]),
    ...(user === null || field('Gid') === four(user.gid) ? [] : [`its group is ${field('Gid')}`]),
    ...(filtered && field('Seccomp') !== FILTERED ? ['no seccomp filter is in force'] : []),
    ...(user === null || field('Groups') === '' ? [] : [`it is in the groups ${field('Groups')}`]),
  ]
  if (wrong.length === 0) return
  throw new BootError('E_PERMISSION', {
    what: `the client process does not have the rights that it should have: ${wrong.join(', ')}`,
    hint: 'setpriv (util-linux) did not set them; is it the system’s own?',
  })
}

/** The text of /proc/PID/status; empty if the process has ended. */
export function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1')
  } catch {
    return ''
  }
}
