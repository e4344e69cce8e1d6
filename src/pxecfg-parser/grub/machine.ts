/** The state of a running GRUB: variables, functions, menu, what is loaded, and what the script has cost so far. */

import { BootError } from '../../boot-error.ts'
import type { Play } from '../boot-program.ts'
import { SHOWN_BYTES } from '../limits.ts'
import type { Step } from '../types.ts'
import { Environment } from './environment.ts'
import type { Parameters } from './expand.ts'
import { GRUB_LIMITS } from './limits.ts'
import type { Loader } from './loader.ts'
import type { At, Block, Command } from './syntax.ts'
import type { GrubClient, GrubScreen, GrubSelection, MenuItem } from './types.ts'

/** GRUB's error numbers, which `$?` shows. Source: GRUB include/grub/err.h. */
export const STATUS = {
  ok: 0,
  false: 1,
  fileNotFound: 5,
  badFilename: 7,
  badNumber: 10,
  unknownDevice: 12,
  invalidCommand: 17,
  badArgument: 18,
  badOs: 21,
  noKernel: 22,
  menu: 27,
  io: 29,
} as const

/** A command and its arguments. */
export interface Call {
  name: string
  args: string[]
  block: Block | null
  at: At
}

/** Runs a command and returns its status: 0 is true. */
export type CommandRun = (machine: Machine, call: Call) => number | Play<number>

/** Something odd that does not end the script: a syntax error, an unknown command, a missing file. */
export interface Note {
  at: At
  code: 'syntax-error' | 'unknown-command' | 'command-failed' | 'file-missing'
  message: string
}

type Tried = { file: string; url: string; result: 'found' | 'not-found' | 'error' }

/** One run of GRUB. */
export class Machine {
  readonly env = new Environment()
  readonly functions = new Map<string, Command[]>()
  readonly passwords = new Map<string, string>()
  readonly client: GrubClient
  readonly selection: GrubSelection
  readonly commands: ReadonlyMap<string, CommandRun>
  /** Scripts that were run, in GRUB's own language, by the name of their file. */
  readonly texts: Map<string, string>
  parameters: Parameters = null
  /** The entries of the current context; configfile and submenus replace the list. */
  items: MenuItem[] = []
  loader: Loader | null = null
  /** Names of EFI programs that `search` looked for on the guest's disks. */
  readonly searched = new Set<string>()
  /** The first error that kept the entry or the script from booting. */
  failure: BootError | null = null
  /** The part of `--entry` that no menu has used yet. */
  wanted: string | null
  /** The running entry, and those on the way to it. */
  label: string | null = null
  readonly via: string[] = []
  readonly notes: Note[] = []
  /** The last menu shown. */
  screen: GrubScreen | null = null
  waits = false
  /** Loops around the running command, and how many of them to leave. */
  loops = 0
  leaving = 0
  continuing = false
  returning = false
  depth = 0
  skippedCalls = 0
  commandsRun = 0
  boots = 0
  requests = 0
  /** What regular expressions have cost. */
  readonly matching = { steps: 0 }
  /** Bytes of all scripts that were read. */
  scriptBytes = 0
  /** Scripts and sizes by URL; null: the file is not there. */
  readonly scripts = new Map<string, string | null>()
  readonly sizes = new Map<string, number | null>()
  /** Names of the search, and further scripts in order. */
  readonly tried: Tried[] = []
  readonly includes: string[] = []
  readonly steps: Step[] = []
  #expanded = 0
  #screens = 0
  #items = 0
  #titles = 0

  constructor(
    client: GrubClient,
    selection: GrubSelection,
    commands: ReadonlyMap<string, CommandRun>,
    texts: Map<string, string>,
  ) {
    this.texts = texts
    this.client = client
    this.selection = selection
    this.commands = commands
    this.wanted = selection.entry
  }

  /** Keeps the first failure, because it usually causes the later ones. */
  fail(status: number, error: BootError, at: At): number {
    this.failure ??= error
    this.note(at, 'command-failed', error.message)
    return status
  }

  note(at: At, code: Note['code'], message: string): void {
    if (this.notes.length < 1000) this.notes.push({ at, code, message: message.slice(0, SHOWN_BYTES) })
  }

  /** Counts a command. Throws E_CONFIG_INVALID if there were too many. */
  spendCommand(at: At): void {
    if (++this.commandsRun > GRUB_LIMITS.commands)
      throw looping(at, `more than ${GRUB_LIMITS.commands} commands were run`)
  }

  spendScreen(at: At): void {
    if (++this.#screens > GRUB_LIMITS.screens)
      throw looping(at, `more than ${GRUB_LIMITS.screens} menus were shown`)
  }

  spendWords(words: readonly string[], at: At): void {
    for (const { length } of words) this.#expanded += length
    if (this.#expanded > GRUB_LIMITS.expanded)
      throw looping(at, `scripts run through more than ${GRUB_LIMITS.expanded} bytes of files and variables`)
  }

  /** Opens a context of variables. */
  openContext(at: At): void {
    this.spendWords(this.env.open(), at)
  }

  spendItem(names: readonly string[], at: At): void {
    if (++this.#items > GRUB_LIMITS.entries)
      throw looping(at, `there are more than ${GRUB_LIMITS.entries} menu entries`)
    for (const { length } of names) {
      this.#titles += length
      if (length > GRUB_LIMITS.title) throw looping(at, `a title is longer than ${GRUB_LIMITS.title} bytes`)
    }
    if (this.#titles > GRUB_LIMITS.titles)
      throw looping(at, `titles have more than ${GRUB_LIMITS.titles} bytes`)
  }

  /** Throws E_CONFIG_INVALID if the value is too long. */
  setVariable(name: string, value: string, at: At): void {
    if (value.length > GRUB_LIMITS.variable)
      throw looping(at, `variable ${name} is longer than ${GRUB_LIMITS.variable} bytes`)
    this.env.set(name, value)
  }
}

/** The error of a script that exceeds a limit. */
export function looping(at: At, what: string): BootError {
  return new BootError('E_CONFIG_INVALID', {
    what: `${where(at)}: ${what}`,
    hint: 'does the script loop?',
  })
}

/** The message for a command that is not in the table. */
export function unknownCommand(name: string): string {
  return `there is no command \`${name.slice(0, 100)}\``
}

/** `grub/grub.cfg line 3`. */
export function where({ file, line }: At): string {
  return `${file} line ${line}`
}
