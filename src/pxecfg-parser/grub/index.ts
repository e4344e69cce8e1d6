/** GRUB 2: its scripts, its menu, and what it boots. */

import type { BootProgram } from '../boot-program.ts'
import { check } from './check.ts'
import { playGrub } from './play.ts'

/** A row of BOOT_PROGRAMS. */
export const grub: BootProgram = { title: 'GRUB', play: playGrub, check }
