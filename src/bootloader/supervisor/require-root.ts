/** Only root can play a boot on a live network. */

import { BootError } from '../../boot-error.ts'

/** Throws E_PERMISSION for anybody but root. */
export function requireRoot(): void {
  if (process.geteuid?.() === 0) return
  throw new BootError('E_PERMISSION', {
    what: "a boot on the guest's network needs root",
    hint: 'run as root (in dom0); a dry run without a network: tspxeboot explain MAC --tree DIR',
  })
}
