/** The interface of the configuration stage: the machine, the caller's selection, and the result of a boot program. */

import type { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import type { Origin, Place, Warning } from './diagnostics.ts'
import type { Menu } from './menu-model.ts'

/** The machine that boots, as a boot program on it would see it. */
export interface PxeClient {
  /** In any of the forms that parseMac takes. */
  mac: string
  /** DHCP option 97 in wire order, 8-4-4-4-12 hexadecimal digits; null: none. */
  uuid: string | null
  lease: Lease
  /** The folder of the configurations if it is not the program's default (PXELINUX: `pxelinux.cfg`). */
  configDir?: string
  /** DHCP option 93 as the machine sends it (RFC 4578 2.1). */
  architecture?: number
  /** SMBIOS strings of the machine: manufacturer, product, version, serial, asset. */
  smbios?: Readonly<Record<string, string>>
  /** The machine's clock, in seconds since 1970. */
  unixTime?: number
  /** The prefix directory of a GRUB image that does not contain it. */
  grubPrefix?: string
  /** SYSAPPEND strings that only the machine's firmware knows, by name (`SYSVENDOR`, `CPU`, ...), without `NAME=`. */
  firmware?: Readonly<Record<string, string>>
}

/** What the caller wants to boot; with all absent, what the configuration says. */
export interface Selection {
  /** A label of any menu; if the program has a prompt, what is typed at it. */
  label?: string
  /** The label's number from 0, in the order of the configuration. */
  entry?: number
  /** Words added to the command line of the entry that boots, as if typed after the label. */
  args?: string
  /** Show the menu or the boot: prompt even if the configuration would not. */
  interactive?: boolean
  /** Somebody is at the console to choose; otherwise time-outs and Enter happen at once. */
  attended?: boolean
}

/** A file on a boot server. */
export interface BootFile {
  /** The name as it goes to the server, prefix included; Latin-1, one character a byte. */
  name: string
  url: string
}

/** An initrd. `member`: its bytes become a file of a cpio archive (newc), uncompressed. */
export interface InitrdFile extends BootFile {
  member?: CpioMember
}

/** `name`: the path in the archive; `mode`: permission bits; `folders`: how many levels above it are made (-1: all). */
export interface CpioMember {
  name: string
  mode: number
  folders: number
  /** Whose archive it is: they differ in small things. */
  style: 'grub' | 'ipxe'
}

/** A program that this one loads and starts in its place: iPXE chains to pxelinux.0, GRUB to the next NBP. */
export interface NextProgram {
  file: BootFile
  /** The command that loads it, its words and its place. */
  origin: Origin | null
  /** What this program changed in what the next one sees of DHCP. */
  lease: Partial<Lease>
  /** The entry that the caller named was found in this program, so the next one does not look for it. */
  entryTaken: boolean
}

/** One piece of a command line and the directive it comes from; `origin` null: typed, or added by the program. */
export interface CmdlinePart {
  /**
   * A directive or command in the program's own words, or `BOOT_IMAGE`; `typed`: by a person, or words of a default;
   * `ARGS`: those of Selection.args.
   */
  from: string
  text: string
  origin: Origin | null
}

/** A Xen or Multiboot boot: names as they go to the server, arguments without the file name. */
export interface XenBoot {
  /** GRUB has two. */
  protocol?: 'multiboot' | 'multiboot2'
  hypervisor: string
  args: string
  modules: { path: string; args: string }[]
}

/** What to boot. */
export interface BootEntry {
  /** null: what boots has no label. */
  label: string | null
  /** Labels on the way to it. */
  via: string[]
  /** null: local boot, or an error came first. */
  kernel: BootFile | null
  /** In order; to be concatenated with 4-byte padding. */
  initrds: InitrdFile[]
  /** Each initrd begins at a multiple of this many bytes; default 4. If it is set, initrds may be empty. */
  initrdAlignment?: number
  /** Xen: the hypervisor, which a PV guest ignores. */
  hypervisor: BootFile | null
  /** The command line that the program would hand to the kernel, byte for byte; Xen: the arguments of the first module. */
  cmdline: string
  /** What a guest gets: `cmdline` without the BOOT_IMAGE= and initrd= words, and with the words of Selection.args. */
  args: string
  /** The pieces of `cmdline` in order. */
  parts: CmdlinePart[]
  /** Boot from the machine's own disk: by which command, and with which argument. */
  local?: { via: string; value: number | string | null }
  xen?: XenBoot
  /** The directives that shaped this entry, in the order in which they count. */
  origins: Origin[]
}

/** Why this command was run, step by step. */
export interface Step {
  command: string
  label: string | null
  because: string
  origin: Origin | null
}

/** What was found and chosen, up to an error if there was one. What is missing is an empty array or null. */
export interface Played {
  outcome: 'boot' | 'local' | 'error'
  /** The program that takes this one's place; null: none. */
  next: NextProgram | null
  config: {
    /** null: none of the names tried exists. */
    file: string | null
    url: string | null
    tried: { file: string; url: string; result: 'found' | 'not-found' | 'error' }[]
    /** Further files in order of request, missing ones as well. */
    includes: string[]
  } | null
  /** The root menu of the last menu shown. */
  menu: Menu | null
  /** Tag of the start menu if it is not the root. */
  startMenu: string | null
  /** Time-outs of the prompt or menu shown; 0: none. */
  timeoutMs: number
  totalTimeoutMs: number
  /** The real program would wait for ever for a key; this is the result of Enter. */
  waits: boolean
  /** Labels in the order of the configuration, as Selection.entry counts them. */
  labels: string[]
  /** The directive that says what runs if nobody chooses; null: there is none. */
  default: Origin | null
  entry: BootEntry | null
  steps: Step[]
  warnings: Warning[]
  error: BootError | null
  /** The command that failed with `error`; absent if the error is not a command's. */
  failedAt?: Origin
}

/** A label: what it boots, or why it cannot. It has neither if it opens a menu or another configuration. */
export interface CheckedLabel {
  /** null: an entry without a label. */
  label: string | null
  at: Place
  /** The command as the program keeps it: type, file and arguments. */
  command: string
  boots: BootEntry | null
  error: BootError | null
}

/** A configuration and the files and entries in it. */
export interface Checked {
  /** null: the server has no such file. */
  file: string | null
  /** Included files, missing ones as well. */
  includes: string[]
  labels: CheckedLabel[]
  /** What runs if nobody chooses and is not one of the labels; `command` begins with the directive. */
  commands: CheckedLabel[]
  /** The configuration as a menu shows it. */
  menu: Menu | null
  warnings: Warning[]
  /** Why it could not be read to its end. */
  error: BootError | null
}

/** The initial result of a play; `warnings` is filled as it goes on. */
export function nothingPlayed(warnings: Warning[]): Played {
  return {
    outcome: 'error',
    next: null,
    config: null,
    menu: null,
    startMenu: null,
    timeoutMs: 0,
    totalTimeoutMs: 0,
    waits: false,
    labels: [],
    default: null,
    entry: null,
    steps: [],
    warnings,
    error: null,
  }
}

/** An entry of which no file is known yet. */
export function noFiles(label: string | null): BootEntry {
  return {
    label,
    via: [],
    kernel: null,
    initrds: [],
    hypervisor: null,
    cmdline: '',
    args: '',
    parts: [],
    origins: [],
  }
}
