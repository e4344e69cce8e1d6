/** PXELINUX 6.04: search order, configuration language, menus, and the walk from a lease to the entry to boot. */

import type { BootProgram } from '../boot-program.ts'
import { check } from './check.ts'
import { bootPrefix, playPxelinux } from './run/index.ts'

export { checkConfiguration } from './check.ts'

/** PXELINUX as a boot program. */
export const pxelinux: BootProgram = {
  title: 'PXELINUX',
  play: playPxelinux,
  check,
  prefix: (lease) => bootPrefix(lease).replace(/^::/, ''),
}
