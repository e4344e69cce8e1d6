/** The PXELINUX configuration language: search order, parser, menus, and the walk from a lease to what is to be booted. */

export { type Checked, type CheckedLabel, checkConfiguration } from './check.ts'
export { Origin, Place, WARNING_CODES, Warning, type WarningCode } from './diagnostics.ts'
export { ConfigEvent } from './events.ts'
export { CONFIG_LIMITS } from './limits.ts'
export type { Choice, Menu, MenuEntry, Prompt, Screen } from './menu-model.ts'
export { type EntryReport, type MenuReport, menuReport } from './menu-report.ts'
export * as menuSchema from './menu-schema.ts'
export { bootPrefix } from './names.ts'
export { playPxelinux } from './play.ts'
export type {
  BootEntry,
  BootFile,
  CmdlinePart,
  Played,
  PxeClient,
  PxeHost,
  Selection,
  Step,
  XenBoot,
} from './types.ts'
