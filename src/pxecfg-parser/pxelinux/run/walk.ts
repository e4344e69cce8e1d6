/**
 * The state of a boot, from its first configuration file to what is booted: what is in effect and what has been found. The
 * steps that read and change it are in start.ts, commands.ts, execute.ts, config.ts, menus.ts, prompt.ts and boot.ts.
 */

import { isWithheld } from '../../../absent-file.ts'
import { BootError } from '../../../boot-error.ts'
import { ask, type Play } from '../../boot-program.ts'
import type { Origin } from '../../diagnostics.ts'
import type { ConfigEvent } from '../../events.ts'
import {
  type BootEntry,
  type BootFile,
  type CmdlinePart,
  noFiles,
  type Played,
  type PxeClient,
  type Selection,
} from '../../types.ts'
import type { Configuration, Label, SourceFile, Warnings } from '../parse/index.ts'
import { originOf } from './command-line.ts'
import type { ConfigFiles } from './files.ts'

/** What is in effect during a walk, and what it has found. */
export class Walk {
  readonly client: PxeClient
  /** The events so far; the player passes them on. */
  readonly events: ConfigEvent[]
  readonly selection: Selection
  readonly files: ConfigFiles
  readonly warnings: Warnings
  readonly played: Played
  /** The configuration in force, and its first file. */
  core: Configuration
  main: SourceFile
  /** The label that is being run. */
  label: Label | null = null
  /** Prefix and name of each configuration that was in force since a person was asked. */
  readonly configs = new Set<string>()
  /** A person was asked since CONFIG last took effect. */
  asked = false
  /** ONERROR of the configuration in force has run. */
  onErrorRan = false
  /** A menu has ended without a command; it may once. */
  menuEnded = false
  commandsRun = 0
  readonly #failed = new Set<string>()
  readonly #via: string[] = []

  constructor(
    source: {
      client: PxeClient
      selection: Selection
      events: ConfigEvent[]
      files: ConfigFiles
      warnings: Warnings
    },
    played: Played,
    main: SourceFile,
    core: Configuration,
  ) {
    this.client = source.client
    this.events = source.events
    this.selection = source.selection
    this.files = source.files
    this.warnings = source.warnings
    this.played = played
    this.main = main
    this.core = core
  }

  /** Puts another configuration in force. */
  change(main: SourceFile, core: Configuration): void {
    this.main = main
    this.core = core
    this.onErrorRan = false
    this.#failed.clear()
  }

  /** Records a step, for the report of why this was booted. */
  note(command: string, label: Label | null, because: string, origin: Origin | null): void {
    this.pass()
    this.played.steps.push({ command, label: label?.name ?? null, because, origin })
    this.events.push({ event: 'CommandRun', command, label: label?.name ?? null, because })
  }

  /** Remembers that the label being run has led to another command. */
  pass(): void {
    if (this.label?.name) this.#via.push(this.label.name)
    this.label = null
  }

  /** From here on `label` is run; null: a command that is not a label. */
  begin(label: Label | null): void {
    this.label = label
    this.played.entry = this.entry()
  }

  /** Throws `error` if `command` has failed before: a time-out would run it for ever. */
  failTwice(command: string, error: BootError): void {
    if (this.#failed.has(command)) throw error
    this.#failed.add(command)
  }

  /** Reports that a menu or prompt is shown, or would be if somebody were there. */
  shows(kind: 'menu' | 'prompt', title: string, timeoutMs: number): void {
    this.events.push({ event: 'ScreenShown', kind, title, timeoutMs, unattended: !this.selection.attended })
  }

  /** The files that several names stand for; a BootError if one of them cannot be a file. */
  tryLocate(names: readonly string[]): BootFile[] | BootError {
    try {
      return names.map((name) => this.files.locate(name))
    } catch (error) {
      if (error instanceof BootError) return error
      throw error
    }
  }

  /** File, line and label of what is being run, for messages. */
  where(): string {
    const { label } = this
    return label === null
      ? this.main.name
      : `${label.at.file} line ${label.at.line}, label ${label.name ?? ''}`
  }

  /** The entry as far as it is known without its files. */
  entry(): BootEntry {
    return { ...noFiles(this.label?.name ?? null), via: [...this.#via], origins: this.origins([]) }
  }

  /** The directives that led here, the label's own, and those of `parts`; each once. */
  origins(parts: readonly CmdlinePart[]): Origin[] {
    const { label } = this
    const said = label === null ? [] : [originOf('LABEL', { value: label.name ?? '', at: label.at })]
    const kernel = label === null ? [] : [originOf(label.directive, label.kernel)]
    const steps = this.played.steps.map(({ origin }) => origin)
    const all = [...steps, ...said, ...kernel, ...parts.map(({ origin }) => origin)]
    const known = all.flatMap((origin) => (origin === null ? [] : [origin]))
    return [
      ...new Map(
        known.map((origin) => [`${origin.line} ${origin.directive} ${origin.file}`, origin]),
      ).values(),
    ]
  }
}

/** Whether the server has the file and it is not empty. */
export function* exists(file: BootFile): Play<boolean> {
  const found = yield* ask({ want: 'probe', file })
  if (!(found instanceof BootError)) return found.bytes !== 0
  if (isWithheld(found)) return false
  throw found
}
