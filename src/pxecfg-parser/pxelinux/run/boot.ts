/** The last step: kernel and initrds, or the machine's own disk. Source: syslinux kernel.c (new_linux_kernel), core/pxeboot.c. */

import { isWithheld } from '../../../absent-file.ts'
import { BootError } from '../../../boot-error.ts'
import { ask } from '../../boot-program.ts'
import type { BootEntry } from '../../types.ts'
import { guestArguments } from './command-line.ts'
import type { Came, Next, Walking } from './next.ts'
import type { Walk } from './walk.ts'

/** Whether PXELINUX goes on after this error of a file. */
function goesOn(error: BootError): boolean {
  return error.code === 'E_NOT_A_KERNEL' || isWithheld(error)
}

/** Locates a kernel and its initrds. A BootError: a name is missing, or cannot be that of a file. */
export function bootLinux(walk: Walk, { kernel, initrds, line }: Extract<Next, { step: 'linux' }>): Came {
  const args = guestArguments(line.cmdline)
  walk.played.entry = { ...walk.entry(), ...line, args }
  const placed = walk.tryLocate([kernel, ...initrds.filter((name) => name !== '')])
  if (placed instanceof BootError) return placed
  const [file, ...rest] = placed
  if (kernel === '' || initrds.includes('')) {
    const what = kernel === '' ? 'no kernel is named' : 'the list of initrds has an empty name in it'
    return new BootError('E_FETCH_NOT_FOUND', { what: `${walk.where()}: ${what}` })
  }
  return { step: 'boot', entry: { kernel: file ?? null, initrds: rest, args, ...line } }
}

/** Hands an entry to the host. Returns an error after which PXELINUX goes on, and throws any other. */
export function* boot(walk: Walk, boots: Partial<BootEntry>): Walking<Came> {
  const entry = { ...walk.entry(), ...boots }
  entry.origins = walk.origins(entry.parts)
  walk.played.entry = entry
  const error = yield* ask({ want: 'boot', entry })
  if (error !== null && goesOn(error)) return error
  if (error !== null) throw error
  walk.played.outcome = 'boot'
  return null
}

/** Ends the walk at the machine's own disk. */
export function bootLocal(walk: Walk, local: NonNullable<BootEntry['local']>): null {
  walk.played.entry = { ...walk.entry(), local }
  walk.played.outcome = 'local'
  return null
}
