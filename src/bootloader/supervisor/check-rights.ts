/** Checks that a client process has the privileges that it should have, and no others. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'

/** Bits of linux/capability.h. */
const CAPABILITIES = { net_bind_service: 10, net_raw: 13 }
export type Capability = keyof typeof CAPABILITIES

/** The user of a client process; null: this process's own, in a user namespace that has no other. */
export type ClientUser = { uid: number; gid: number } | null

/**
 * `status`: /proc/PID/status of a client that waits for its orders. Throws E_PERMISSION unless it has exactly these
 * capabilities, can get no others, and is `user`, in no other group.
 */
export function checkRights(status: string, capabilities: readonly Capability[], user: ClientUser): void {
  const field = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? ''
  const wanted = capabilities.reduce((bits, name) => bits | (1n << BigInt(CAPABILITIES[name])), 0n)
  const sets = ['CapPrm', 'CapEff', 'CapBnd'].filter((set) => BigInt(`0x${field(set)}`) !== wanted)
  const four = (id: number): string => Array(4).fill(id).join('\t')
  const wrong = [
    ...sets.map((set) => `${set} is ${field(set)}, not ${wanted.toString(16)}`),
    ...(field('NoNewPrivs') === '1' ? [] : ['new rights can be gained']),
    ...(user === null || field('Uid') === four(user.uid) ? [] : [`its user is ${field('Uid')}`]),
    ...(user === null || field('Gid') === four(user.gid) ? [] : [`its group is ${field('Gid')}`]),
    ...(user === null || field('Groups') === '' ? [] : [`it is in the groups ${field('Groups')}`]),
  ]
  if (wrong.length === 0) return
  throw new BootError('E_PERMISSION', {
    what: `the client process does not have the rights that it should have: ${wrong.join(', ')}`,
    hint: 'setpriv (util-linux) has not done what it was told; is it the system’s own?',
  })
}

/** Empty if the process has gone. */
export function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1')
  } catch {
    return ''
  }
}
