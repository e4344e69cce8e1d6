/** Plays iPXE and its scripts, from the DHCP reply to what is booted, without I/O of its own. */

import type { BootProgram } from '../boot-program.ts'
import { check } from './check.ts'
import { play } from './play-program.ts'

export type { IpxeClient } from './client.ts'
export { SCRIPT_LIMITS } from './limits.ts'
export type { ScriptItem, ScriptMenu } from './menu.ts'
export { playScript } from './play.ts'
export type { LocalBoot, ScriptEntry, ScriptFile, ScriptInitrd, ScriptPlayed } from './result.ts'
export type { Answer, Want } from './wants.ts'

/** iPXE as a boot program. */
export const ipxe: BootProgram = { title: 'iPXE', play, check }
