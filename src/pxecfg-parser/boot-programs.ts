/**
 * The boot programs that can be played, by name. A new one is a folder and a row. They are loaded with the process
 * that plays them; no other process needs this door of the room.
 */

import type { ProgramName } from '../program-names.ts'
import type { BootProgram } from './boot-program.ts'
import { grub } from './grub/index.ts'
import { ipxe } from './ipxe/index.ts'
import { pxelinux } from './pxelinux/index.ts'

export const BOOT_PROGRAMS: Record<ProgramName, BootProgram> = { grub, ipxe, pxelinux }
