/** Gives up every right before the first packet is sent or read. */

import { closeSync, openSync, readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'

/** Opened before /proc is hidden; tells what is so when it is read. */
const status = openSync('/proc/self/status', 'r')

/**
 * Becomes `user` with the group of the same number and no others. Leaving user id 0 takes all capabilities; setpriv
 * has seen to it that none comes back. `user` null: stays, and only checks. Throws E_PERMISSION.
 */
export function dropPrivileges(user: number | null): void {
  if (user === null) return
  try {
    process.setgroups?.([])
    process.setgid?.(user)
    process.setuid?.(user)
  } catch (cause) {
    throw new BootError('E_PERMISSION', {
      what: `cannot become user ${user}: ${(cause as Error).message}`,
      hint: 'run as root (in dom0)',
      cause,
    })
  }
  const rights = readFileSync(status, 'latin1')
  closeSync(status)
  const left = ['CapPrm', 'CapEff', 'CapAmb'].filter(
    (set) => !new RegExp(`^${set}:\\s*0+$`, 'm').test(rights),
  )
  if (left.length > 0 || process.getuid?.() !== user) {
    throw new BootError('E_PERMISSION', {
      what: `rights are left after becoming user ${user}: ${left.join(', ') || 'the user id'}`,
    })
  }
}
