/** The boot programs that the store writes for. A new one is a file and a row. */

import type { ProgramName } from '../../../program-names.ts'
import { grub } from './grub.ts'
import type { HostProgram } from './host-program.ts'
import { ipxe } from './ipxe.ts'
import { pxelinux } from './pxelinux.ts'

export type { HostProgram, KnownHost } from './host-program.ts'

/** By name. One without a row can be played, but hosts of the store cannot boot by it. */
export const HOST_PROGRAMS: Partial<Record<ProgramName, HostProgram>> = { grub, ipxe, pxelinux }
