/** PXELINUX 6.04: search order, configuration language, menus, and the walk from a lease to what is to be booted. */

import type { BootProgram } from '../boot-program.ts'
import { checkConfiguration } from './check.ts'
import { playPxelinux } from './run/index.ts'

export { bootPrefix } from './run/index.ts'

export const pxelinux = { play: playPxelinux, check: checkConfiguration } satisfies BootProgram
