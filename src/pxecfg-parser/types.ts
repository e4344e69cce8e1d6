/** The face of the configuration stage: who boots, what the caller wants, what the walk needs and what it gives back. */

import type { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import type { Origin, Warning } from './diagnostics.ts'
import type { ConfigEvent } from './events.ts'
import type { Choice, Menu, Screen } from './menu-model.ts'

/** The machine that boots, as PXELINUX would see it. */
export interface PxeClient {
  /** In any of the forms that parseMac takes. */
  mac: string
  /** DHCP option 97 in wire order, as PXELINUX prints it; null: none. */
  uuid: string | null
  lease: Lease
  /** `pxelinux.cfg` where not said. */
  configDir?: string
  /** SYSAPPEND strings that only the machine's firmware knows, by name (`SYSVENDOR`, `CPU`, ...), without `NAME=`. */
  firmware?: Readonly<Record<string, string>>
}

/** What the caller wants booted; all absent: what the configuration says. */
export interface Selection {
  /** Typed at the boot: prompt: a label of any menu, or a file name. */
  label?: string
  /** The label's number from 0, in the order of the configuration. */
  entry?: number
  /** Words added to the command line of the entry that boots, as if typed after the label. */
  args?: string
  /** Show the menu, or the boot: prompt, even where the configuration would not. */
  interactive?: boolean
}

/** A file on a boot server. */
export interface BootFile {
  /** As it goes to the server, prefix included; Latin-1, one character a byte. */
  name: string
  url: string
}

/** What the walk needs from outside. */
export interface PxeHost {
  /** null: not there, or empty. Fails with a BootError where the server cannot be asked. Bound by CONFIG_LIMITS.bytes. */
  readConfig(file: BootFile): Promise<Uint8Array | null>
  /** Whether the server has the file and it is not empty: for the extension completion of implicit commands. */
  exists(file: BootFile): Promise<boolean>
  /** Asks the person at the console; null: nobody is there, and time-outs and Enter are acted out at once. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  /** Gets kernel and initrds. A BootError E_FETCH_NOT_FOUND or E_NOT_A_KERNEL leads to ONERROR, any other ends the walk. */
  boot(entry: BootEntry): Promise<void>
  onEvent(event: ConfigEvent): void
}

/** One piece of a command line and the directive it comes from; `origin` null: typed, or of our own making. */
export interface CmdlinePart {
  /** `typed`: words of DEFAULT, ONTIMEOUT or a person; `ARGS`: those of Selection.args. */
  from: 'BOOT_IMAGE' | 'KERNEL' | 'APPEND' | 'INITRD' | 'SYSAPPEND' | 'typed' | 'ARGS'
  text: string
  origin: Origin | null
}

/** mboot.c32: names as they go to the server, arguments without the file name. */
export interface XenBoot {
  hypervisor: string
  args: string
  modules: { path: string; args: string }[]
}

/** What is to be booted. */
export interface BootEntry {
  /** null: a command that is no label. */
  label: string | null
  /** Labels passed on the way: CONFIG, ONERROR, ifcpu64.c32, a menu's. */
  via: string[]
  /** null: local boot, or not known before an error. */
  kernel: BootFile | null
  /** In order; to be concatenated with 4-byte padding. */
  initrds: BootFile[]
  /** Xen: the hypervisor, which a PV guest does not need. */
  hypervisor: BootFile | null
  /** PXELINUX's command line, byte for byte; Xen: the arguments of the first module. */
  cmdline: string
  /** What a guest gets: `cmdline` without the BOOT_IMAGE= and initrd= words, and with the words of Selection.args. */
  args: string
  /** The pieces of `cmdline` in order. */
  parts: CmdlinePart[]
  local?: { via: 'localboot' | 'chain.c32'; value: number | string }
  xen?: XenBoot
  /** The directives that shaped this entry, in the order in which they count. */
  origins: Origin[]
}

/** Why this command was run, step by step: `UI menu.c32`, `MENU DEFAULT b`, ... */
export interface Step {
  command: string
  label: string | null
  because: string
  origin: Origin | null
}

/** What was found and chosen, up to an error where there was one. Never half: arrays are empty, the rest null. */
export interface Played {
  outcome: 'boot' | 'local' | 'error'
  config: {
    /** null: none of the names tried is there. */
    file: string | null
    url: string | null
    tried: { file: string; url: string; result: 'found' | 'not-found' | 'error' }[]
    /** Further files in order of request, missing ones as well. */
    includes: string[]
  } | null
  /** The root menu of the menu that was in front last. */
  menu: Menu | null
  /** Tag of the start menu where it is not the root. */
  startMenu: string | null
  /** Time-outs of the prompt or menu in front; 0: none. */
  timeoutMs: number
  totalTimeoutMs: number
  /** PXELINUX would wait for a key for ever; this is what Enter gives. */
  waits: boolean
  /** Labels in the order of the configuration, as Selection.entry counts them. */
  labels: string[]
  /** UI or DEFAULT: what is run where nobody chooses; null: neither stands in the configuration. */
  default: Origin | null
  entry: BootEntry | null
  steps: Step[]
  warnings: Warning[]
  error: BootError | null
}
