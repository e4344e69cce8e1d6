/** A parsed configuration: labels and menus in order, each value with its place. */

import type { Place } from '../../diagnostics.ts'
import type { KernelType } from './kernel-types.ts'

/** The value of a directive and its place in the file. */
export interface Said<T = string> {
  value: T
  at: Place
}

/** A LABEL, with the global values that were in effect at its end. */
export interface Label {
  /** null: MENU DISABLE or MENU SEPARATOR removed it. */
  name: string | null
  at: Place
  type: KernelType
  /** The rest of the kernel directive's line; the label's name if there is none. */
  kernel: Said
  /** The keyword of `kernel`'s directive, upper case; `LABEL` if there is none. */
  directive: string
  /** Its own APPEND, else the global one. */
  append: Said | null
  initrd: Said | null
  /** SYSAPPEND bits: its own, else the global ones. */
  sysappend: Said<number> | null
  /** false: a line with a meaning only in a menu (MENU EXIT, GOTO, QUIT). */
  starts: boolean
}

/** A line of a menu. */
export interface MenuLine {
  kind: 'command' | 'submenu' | 'separator' | 'disabled' | 'exit' | 'goto' | 'quit' | 'help'
  /** null for a submenu. */
  label: Label | null
  /** With carets; the blanks of MENU INDENT are not in it. */
  display: string
  hotkey: string | null
  hidden: boolean
  indent: number
  password: string | null
  help: string | null
  immediate: boolean
  /** goto, exit: a tag; help: a file. */
  target: string | null
  submenu: MenuNode | null
}

/** A menu. Times in ms; 0: none. */
export interface MenuNode {
  tag: string | null
  title: string
  parent: MenuNode | null
  /** Its line in the parent; `named`: by MENU LABEL or MENU TITLE, not by its tag. */
  line: MenuLine | null
  named: boolean
  lines: MenuLine[]
  /** The line of MENU DEFAULT or DEFAULT. */
  defaultLine: MenuLine | null
  /** The place of that directive. */
  defaultAt: Place | null
  timeoutMs: number
  onTimeout: Said | null
  onError: Said | null
  masterPassword: string | null
  allowEdit: boolean
  immediate: boolean
  messages: Map<string, string>
  /** F1 to F12: a key and its message file. */
  pages: Map<string, string>
  /** Upper-case characters that an entry has taken. */
  hotkeys: Set<string>
}

/** A configuration as one of the dialects reads it. Times in ms; 0: none. */
export interface Configuration {
  labels: Label[]
  /** The first label of each name. */
  byName: Map<string, Label>
  root: MenuNode
  start: MenuNode
  menus: MenuNode[]
  /** DEFAULT: the last one. */
  default: Said | null
  ui: Said | null
  onTimeout: Said | null
  onError: Said | null
  timeoutMs: number
  totalTimeoutMs: number
  prompt: Said<number> | null
  implicit: boolean
  allowOptions: boolean
  noEscape: boolean
  /** DISPLAY and SAY, in order. */
  texts: (Said & { directive: 'DISPLAY' | 'SAY' })[]
  /** F1 to F12 at the boot: prompt: a key and its message file. */
  pages: Map<string, string>
  hidden: boolean
  clear: boolean
  shiftKey: boolean
  hiddenKeys: Map<string, Said>
  /** The global SYSAPPEND, which outlives CONFIG. */
  sysappend: Said<number> | null
}
