/**
 * The boot programs that can be played, by name. A new one is a folder and a row. Only the process that plays them loads
 * this module, so it is not part of the index.
 */

import type { ProgramName } from '../program-names.ts'
import type { BootProgram } from './boot-program.ts'
import { grub } from './grub/index.ts'
import { ipxe } from './ipxe/index.ts'
import { pxelinux } from './pxelinux/index.ts'

/** By name. */
export const BOOT_PROGRAMS: Record<ProgramName, BootProgram> = { grub, ipxe, pxelinux }
