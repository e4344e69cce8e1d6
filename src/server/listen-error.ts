/** Why a port is not to be had, said for the one who has to free it. */

import { BootError } from '../boot-error.ts'

export function cannotListen(
  service: string,
  address: string,
  port: number,
  cause: NodeJS.ErrnoException,
): BootError {
  const what = `cannot serve ${service} on ${address} port ${port}: ${cause.message}`
  if (cause.code === 'EACCES' || cause.code === 'EPERM')
    return new BootError('E_PERMISSION', { what, hint: 'run as root, or inside `tspxeboot lab`', cause })
  const hint =
    cause.code === 'EADDRINUSE' ? `another ${service} server has it: stop that one first` : undefined
  return new BootError('E_NETWORK', { what, cause, ...(hint === undefined ? {} : { hint }) })
}
