/** The result of a script. */

import type { BootError } from '../../boot-error.ts'
import type { CpioMember } from '../types.ts'
import type { ScriptPlace } from './failure.ts'
import type { ScriptMenu } from './menu.ts'

/** A file on a server: as it goes to the server, and as a URL. */
export interface ScriptFile {
  name: string
  url: string
  bytes: number | null
}

/** An initrd. `member`: it becomes a file of a cpio archive. */
export interface ScriptInitrd extends ScriptFile {
  member: CpioMember | null
}

/** Xen: the hypervisor and its modules, by their full URIs. */
export interface ScriptXen {
  hypervisor: string
  args: string
  modules: { path: string; args: string }[]
}

/** What a script boots. */
export interface ScriptEntry {
  /** The label chosen in the last menu; null: there was none. */
  label: string | null
  /** null: Xen without a module. */
  kernel: ScriptFile | null
  /** In the order in which they lie in memory, each at a multiple of 4096. */
  initrds: ScriptInitrd[]
  cmdline: string
  hypervisor: ScriptFile | null
  xen: ScriptXen | null
  /** The command that boots, and those that shaped it. */
  origins: Origin[]
}

/** A command that mattered: its place, and its expanded words. */
export interface Origin extends ScriptPlace {
  command: string
  value: string
}

/** A command that led here. */
export interface ScriptStep extends Origin {
  /** It got no file, and the script went on. */
  failed?: true
  /** Settings that its words name, with their values. */
  settings: readonly (readonly [name: string, value: string])[]
}

/** `exit`, the end of the script, or a boot from the disk; `value`: status or drive. */
export interface LocalBoot {
  via: 'exit' | 'end' | 'sanboot'
  value: number
}

/** A boot program that takes the script's place, and what it sees as DHCP's values. */
export interface NextBoot {
  file: { name: string; url: string }
  origin: Origin | null
  lease: { bootFile: string; bootServer?: string; pathPrefix?: string; configFile?: string }
}

/** Something that a person should know. */
export interface ScriptWarning extends ScriptPlace {
  code: string
  message: string
}

/** What was found up to the end, or up to an error. */
export interface ScriptPlayed {
  outcome: 'boot' | 'local' | 'error'
  /** The boot file as requested. */
  asked: { name: string; url: string } | null
  /** The same if it exists. */
  script: { name: string; url: string } | null
  menu: ScriptMenu | null
  entry: ScriptEntry | null
  local: LocalBoot | null
  /** The label chosen in the last menu. */
  label: string | null
  /** Another boot program that was chained to. */
  next: NextBoot | null
  /** Commands on the way to the result. */
  steps: ScriptStep[]
  warnings: ScriptWarning[]
  error: BootError | null
  /** The command that ended the script with `error`; null: there was none yet. */
  failedAt: Origin | null
}
