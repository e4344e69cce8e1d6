/**
 * What a boot program's menu or prompt shows, and how it can be answered: plain data, the same for the parser that makes
 * it, the terminal that draws it and the report that prints it.
 * Source: syslinux com32/menu/readconfig.c and menumain.c; cli.c for the prompt.
 */

/** One line of a menu. `display` has no carets and includes the blanks of MENU INDENT. */
export interface MenuEntry {
  /** null: a submenu, a separator, or an action. */
  label: string | null
  display: string
  /** Upper case, except with `exactKeys`. */
  hotkey?: string
  /** Chosen by MENU DEFAULT, or by UI with DEFAULT. */
  default?: true
  hidden?: true
  disabled?: true
  separator?: true
  /** MENU INDENT, in columns. */
  indent?: number
  /** MENU PASSWD as written: plain text or a crypt(3) form. */
  password?: string
  /** TEXT HELP, lines joined with LF. */
  help?: string
  action?: 'exit' | 'goto' | 'quit'
  /** Tag of the menu that `exit` or `goto` leads to. */
  target?: string
  submenu?: Menu
  /** The command line that Tab edits and Enter runs: file name and arguments. */
  command?: string
  /** MENU IMMEDIATE: the hotkey boots at once. */
  immediate?: true
}

/** A menu and what its directives say about it. Times in ms; 0: no time-out. */
export interface Menu {
  tag: string | null
  title: string
  entries: MenuEntry[]
  /** Label on which the cursor starts; null for a submenu entry. */
  default: string | null
  /** Index into `entries` on which the cursor starts; -1: none can be selected. */
  defaultIndex: number
  timeoutMs: number
  totalTimeoutMs?: number
  /** MENU HIDDEN: only a key shows the menu. */
  hidden?: true
  clear?: true
  masterPassword?: string
  /** MENU SHIFTKEY: without Shift the default boots at once. */
  shiftKey?: true
  /** ALLOWOPTIONS 0: Tab cannot edit. */
  noEdit?: true
  /** NOESCAPE: Esc does not lead to the boot: prompt. */
  noEscape?: true
  /** Esc ends the menu without a choice. */
  escapeQuits?: true
  /** Hotkeys are case-sensitive, and all other characters are ignored. */
  exactKeys?: true
  /** ONTIMEOUT of this menu. */
  onTimeout?: string
  /** MENU HIDDENKEY: key name to command. */
  hiddenKeys?: Record<string, string>
  /** F1 to F12: the message file that each key shows. */
  pages?: Record<string, string>
  /** MENU AUTOBOOT, TABMSG, NOTABMSG and PASSPROMPT if they differ from PXELINUX's defaults. */
  messages?: { autoboot?: string; tab?: string; noTab?: string; passwordPrompt?: string }
}

/** The plain `boot:` prompt of PROMPT 1, or what Esc in a menu leads to. */
export interface Prompt {
  /** Labels that can be typed, which Tab lists. */
  labels: string[]
  /** Shown instead of `boot: `. Any text is an answer, and typing begins with `default`. */
  question?: string
  /** What is typed shows as stars. */
  secret?: true
  /** Any key is the answer: its character or name (`Enter`, `F12`). */
  anyKey?: true
  /** F1 to F12: the message file that each key shows. */
  pages?: Record<string, string>
  /** What Enter on an empty line runs; null: nothing. */
  default: string | null
  timeoutMs: number
  totalTimeoutMs?: number
  /** What a time-out runs: ONTIMEOUT, else the default. */
  onTimeout: string | null
}

/**
 * What the guest's user sees. `error`: why the last choice did not boot. `page`: a message file: the one just chosen,
 * which is shown where the choice was made; otherwise the text above the prompt.
 */
export type Screen =
  | { kind: 'menu'; root: Menu; start: string | null; prompt: Prompt; error?: string; page?: string }
  | { kind: 'prompt'; prompt: Prompt; error?: string; page?: string }

/**
 * The answer. `entry`: the indices that lead from the root menu's entries to the chosen one, and its command line if that
 * was edited; `timedOut`: nobody chose it. `command`: words typed at the boot: prompt, or of ONTIMEOUT or HIDDENKEY.
 * `page`: a message file to show before the same screen comes again.
 */
export type Choice =
  | { kind: 'entry'; path: number[]; command?: string; timedOut?: true }
  | { kind: 'command'; text: string }
  | { kind: 'page'; file: string }
  | { kind: 'quit' }
