/** A client process looks whether it has the rights that its supervisor meant it to start with, and no others. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'

/** Read as the program is loaded: /proc is hidden soon. */
const status = readFileSync('/proc/self/status', 'latin1')

/** Bits of linux/capability.h. */
const CAPABILITIES = { net_bind_service: 10, net_raw: 13 }
export type Capability = keyof typeof CAPABILITIES

/**
 * Throws E_PERMISSION unless this process has exactly these capabilities, can get no others, and is `user` with the
 * group of the same number and no others. `user` null: whoever it is.
 */
export function checkRights(capabilities: readonly Capability[], user: number | null): void {
  const wanted = capabilities.reduce((bits, name) => bits | (1n << BigInt(CAPABILITIES[name])), 0n)
  const sets = ['CapPrm', 'CapEff', 'CapBnd'].filter((set) => BigInt(`0x${field(set)}`) !== wanted)
  const wrong = [
    ...sets.map((set) => `${set} is ${field(set)}, not ${wanted.toString(16)}`),
    ...(field('NoNewPrivs') === '1' ? [] : ['new rights can be gained']),
    ...(user === null ? [] : wrongIds(user)),
  ]
  if (wrong.length === 0) return
  throw new BootError('E_PERMISSION', {
    what: `the client process does not have the rights that it should have: ${wrong.join(', ')}`,
    hint: 'setpriv (util-linux) has not done what it was told; is it the system’s own?',
  })
}

function wrongIds(user: number): string[] {
  const ids = { user: process.geteuid?.(), group: process.getegid?.() }
  const groups = process.getgroups?.().filter((group) => group !== user) ?? []
  return [
    ...Object.entries(ids).flatMap(([kind, id]) => (id === user ? [] : [`its ${kind} is ${id}`])),
    ...(groups.length === 0 ? [] : [`it is in the groups ${groups.join(' ')}`]),
  ]
}

function field(name: string): string {
  return new RegExp(`^${name}:\\s*(\\S+)$`, 'm').exec(status)?.[1] ?? ''
}
