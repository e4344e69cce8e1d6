/** PXELINUX 6.04: search order, configuration language, menus, and the walk from a lease to what is to be booted. */

import type { BootProgram } from '../boot-program.ts'
import { check } from './check.ts'
import { playPxelinux } from './run/index.ts'

export { checkConfiguration } from './check.ts'
export { bootPrefix } from './run/index.ts'

export const pxelinux = { play: playPxelinux, check } satisfies BootProgram
