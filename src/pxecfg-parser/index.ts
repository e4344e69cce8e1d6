/**
 * Boot programs: what a machine's firmware loads from the network, played until it is known what boots. What all of them
 * share is here: what a program is, wants and returns, and what drives it. Each program has a folder of its own.
 * boot-programs.ts leads to them all and is imported by itself, because most processes play none and need not load them.
 */

export type { BootProgram, FileProbed, FileRead } from './boot-program.ts'
export { Origin, Place, Warning } from './diagnostics.ts'
export { drive, type PxeHost, playProgram } from './drive.ts'
export type { ConfigEvent } from './events.ts'
export { CONFIG_LIMITS } from './limits.ts'
export type { Choice, Menu, MenuEntry, Prompt, Screen } from './menu-model.ts'
export { type EntryReport, type MenuReport, menuReport } from './menu-report.ts'
export * as menuSchema from './menu-schema.ts'
export type {
  BootEntry,
  BootFile,
  Checked,
  CheckedLabel,
  CmdlinePart,
  CpioMember,
  InitrdFile,
  NextProgram,
  Played,
  PxeClient,
  Selection,
  Step,
  XenBoot,
} from './types.ts'
