/** The name of a guest's port on the host's side: not predictable, but recognizable as one of ours. */

import { randomBytes } from 'node:crypto'

/** A name for a new port. */
export function newPortName(): string {
  return `pxe${randomBytes(4).toString('hex')}`
}

/** Whether a port of that name is ours, made by this run or another. */
export function isOurPort(name: string): boolean {
  return /^pxe[0-9a-f]{8}$/.test(name)
}
