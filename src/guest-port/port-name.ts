/** The name of a guest's port on the host's side: nobody can foresee it, and every run of ours knows it as one of ours. */

import { randomBytes } from 'node:crypto'

export function newPortName(): string {
  return `pxe${randomBytes(4).toString('hex')}`
}

export function isOurPort(name: string): boolean {
  return /^pxe[0-9a-f]{8}$/.test(name)
}
