/**
 * What PXELINUX does with a configuration until something boots: the command that is run first, labels and files,
 * kernel types, ONERROR, the boot: prompt. Source: syslinux ldlinux.c (main, load_kernel, enter_cmdline), execute.c.
 */

import { BootError } from '../boot-error.ts'
import {
  argumentsOf,
  COMMAND_BYTES,
  type Command,
  commandOfLabel,
  commandOfText,
  guestArguments,
  initrdNames,
  kernelCommandLine,
  originOf,
  textOfCommand,
} from './command-line.ts'
import type { Configuration, Label, Said } from './configuration.ts'
import type { Origin } from './diagnostics.ts'
import type { ConfigFiles } from './files.ts'
import { COMPLETIONS, KERNEL_TYPES, typeOfName } from './kernel-types.ts'
import { CONFIG_LIMITS } from './limits.ts'
import type { Prompt } from './menu-model.ts'
import { runMenu } from './menus.ts'
import { bootsKernel, moduleName, moduleOf } from './modules.ts'
import { changePrefix } from './names.ts'
import { parseConfiguration, type SourceFile } from './parser.ts'
import { sysappendText } from './sysappend.ts'
import { skipBlanks, splitWord, strtol, words } from './text.ts'
import { warnOfTypes } from './type-warnings.ts'
import type { BootEntry, BootFile, CmdlinePart, Played, PxeClient, PxeHost, Selection } from './types.ts'
import type { Warnings } from './warnings.ts'

/** Errors behind which PXELINUX goes on: ONERROR, then the prompt. */
const GOES_ON = new Set(['E_FETCH_NOT_FOUND', 'E_FETCH_DENIED', 'E_NOT_A_KERNEL'])

/** Each step gives null where something boots, and the error where PXELINUX would go on; any other error is thrown. */
export class Walk {
  readonly client: PxeClient
  readonly host: PxeHost
  readonly files: ConfigFiles
  readonly played: Played
  readonly warnings: Warnings
  /** The configuration in force, and its first file. */
  core: Configuration
  main: SourceFile
  /** The words of Selection.args. */
  readonly words: string
  /** Whether a person has been asked since the configuration was last changed. */
  asked = false
  readonly #selection: Selection
  readonly #via: string[] = []
  readonly #configs = new Set<string>()
  readonly #failed = new Set<string>()
  #label: Label | null = null
  #onErrorRun = false
  #commands = 0

  constructor(
    source: {
      client: PxeClient
      selection: Selection
      host: PxeHost
      files: ConfigFiles
      warnings: Warnings
    },
    played: Played,
    main: SourceFile,
    core: Configuration,
  ) {
    this.client = source.client
    this.host = source.host
    this.files = source.files
    this.warnings = source.warnings
    this.#selection = source.selection
    this.words = source.selection.args ?? ''
    this.played = played
    this.main = main
    this.core = core
  }

  /** Runs what the caller has chosen, else what the configuration says. */
  async start(): Promise<void> {
    this.#configs.add(`${this.files.prefix} ${this.main.name}`)
    const { label, entry, interactive } = this.#selection
    if (label !== undefined) return this.#orPrompt(await this.runTyped(label, 'asked for', null))
    if (entry !== undefined) return this.#orPrompt(await this.#runNumber(entry))
    const { ui, default: usual } = this.core
    const first = splitWord((ui ?? usual)?.value ?? '').word
    const shows = /menu\.c32$/.test(this.core.byName.get(first)?.kernel.value ?? first)
    if (interactive && this.host.choose && !shows) return this.#orPrompt(await this.showMenu([]))
    await this.#runConfigured()
  }

  /** UI; else, unless PROMPT is on, DEFAULT; else the boot: prompt. */
  async #runConfigured(): Promise<void> {
    const { ui, default: usual, prompt } = this.core
    if (ui !== null && !(usual !== null && this.#isForeignUi(ui.value))) {
      return this.#orPrompt(await this.runTyped(ui.value, 'UI', originOf('UI', ui)))
    }
    this.played.timeoutMs = this.core.timeoutMs
    this.played.totalTimeoutMs = this.core.totalTimeoutMs
    if (prompt !== null && prompt.value !== 0 && ui === null) return this.#prompt(null)
    if (usual === null) return this.#prompt(noDefault(this.main.name))
    await this.#orPrompt(await this.runTyped(usual.value, 'DEFAULT', originOf('DEFAULT', usual)))
  }

  /** A user interface that a host does not have (gfxboot.c32, say): what it would start is DEFAULT. */
  #isForeignUi(text: string): boolean {
    const { word } = splitWord(text)
    if (this.core.byName.has(word)) return false
    return word === 'gfxboot' || (typeOfName(word) === 'com32' && moduleOf(word) === null)
  }

  /** A command as it is typed at the prompt: a label, or a file; then ONERROR. */
  async runTyped(text: string, because: string, origin: Origin | null): Promise<BootError | null> {
    const { word } = splitWord(text)
    const label = this.core.byName.get(word) ?? null
    this.note(text, label, because, origin)
    const error = label
      ? await this.runLabel(label, text.slice(word.length))
      : await this.#runFile(commandOfText(text, KERNEL_TYPES))
    return error === null ? null : this.#runOnError(text, error)
  }

  async runLabel(label: Label, typed: string): Promise<BootError | null> {
    this.#begin(label)
    if (!label.starts) {
      const what = `label ${label.name ?? ''} (${label.at.file} line ${label.at.line}) is a line of a menu and boots nothing`
      return new BootError('E_NO_ENTRY', { what })
    }
    const command = commandOfLabel(label, this.client, typed)
    warnOfTypes(this.warnings, label, command)
    return this.execute(this.#withWords(command))
  }

  /** A file that ONTIMEOUT or ONERROR of a menu names: as it stands. */
  async runFileOfMenu(text: string): Promise<BootError | null> {
    this.#begin(null)
    const command = this.#withWords(commandOfText(text, KERNEL_TYPES))
    const placed = this.tryLocate([command.name])
    if (placed instanceof BootError) return placed
    const emulated = command.type !== 'kernel' || typeOfName(command.name) !== 'linux'
    if (emulated || (placed[0] !== undefined && (await this.host.exists(placed[0]))))
      return this.execute(command)
    return this.#noEntry(command.name, ', nor is there a file of that name')
  }

  /** A command line as a menu has it: not looked up, its type in front or by its name. */
  runRaw(text: string, label: Label | null): Promise<BootError | null> {
    this.#begin(label)
    return this.execute(this.#withWords(commandOfText(text, KERNEL_TYPES)))
  }

  /** A file that is no label: `x` alone is looked for as `x.c32` and so on first, and the global SYSAPPEND counts. */
  async #runFile(command: Command): Promise<BootError | null> {
    this.#begin(null)
    if (!this.core.implicit) return this.#noEntry(command.name, ', and IMPLICIT 0 allows no file')
    const typed = this.core.allowOptions ? command : { ...command, parts: [] }
    const asked = this.#selection.label !== undefined && !this.core.allowOptions
    const whole = asked ? typed : this.#withWords(typed)
    const name = command.type === 'kernel' ? await this.#complete(command.name) : command.name
    if (name === null) return this.#noEntry(command.name, ', nor is there a file of that name')
    const type = command.type === 'kernel' ? typeOfName(name) : command.type
    const bits = this.core.sysappend
    const sysappend: CmdlinePart[] =
      type !== 'linux' || bits === null
        ? []
        : [
            {
              from: 'SYSAPPEND',
              text: sysappendText(bits.value, this.client),
              origin: originOf('SYSAPPEND', bits),
            },
          ]
    return this.execute({ ...whole, name, parts: [...whole.parts, ...sysappend] })
  }

  /** Does what the type of a command says. Source: execute.c. */
  async execute(command: Command): Promise<BootError | null> {
    if (++this.#commands > CONFIG_LIMITS.commands) {
      throw new BootError('E_CONFIG_INVALID', {
        what: `${this.main.name}: more than ${CONFIG_LIMITS.commands} commands were run and nothing booted: labels and menus lead round in a circle`,
      })
    }
    const length = textOfCommand(command).length
    if (length > COMMAND_BYTES) {
      const what = `${this.#where()}: the command line has ${length} bytes, and PXELINUX takes ${COMMAND_BYTES}`
      return new BootError('E_CMDLINE_TOO_LONG', { what })
    }
    const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
    switch (type) {
      case 'com32':
        return this.#runModule(command)
      case 'config':
        return this.changeConfig(command.name, argumentsOf(command), command.nameOrigin)
      case 'localboot':
        return this.bootLocal({ via: 'localboot', value: strtol(command.name) })
      case 'comboot':
        return unsupported(
          `${this.#where()}: COMBOOT ${command.name}: PXELINUX cannot run such programs since 5.00`,
        )
      case 'boot':
      case 'bss':
      case 'pxe':
        return this.#chain(command)
      default: {
        const line = kernelCommandLine(command)
        return this.bootLinux(command.name, initrdNames(line.cmdline), line)
      }
    }
  }

  async #runModule(command: Command): Promise<BootError | null> {
    const name =
      command.type === 'com32' && !command.name.endsWith('.c32') ? `${command.name}.c32` : command.name
    const run = moduleOf(name)
    if (run !== null) return run(this, { ...command, name })
    throw unsupported(
      `${this.#where()}: ${moduleName(name)} is a program for the machine itself, and cannot be run for a guest`,
      'choose another entry, with --label or a menu default',
    )
  }

  /** NBPs and boot sectors: PXELINUX leaves itself for them. */
  async #chain({ name }: Command): Promise<BootError | null> {
    const placed = this.tryLocate([name])
    if (placed instanceof BootError) return placed
    const [file] = placed
    if (file === undefined || !(await this.host.exists(file))) {
      return new BootError('E_FETCH_NOT_FOUND', {
        what: `${this.#where()}: ${file?.url ?? name} is not there`,
      })
    }
    throw unsupported(
      `${this.#where()}: ${name} is started as a boot program of the machine (a PXE program or boot sector), which cannot be done for a guest`,
      'PXELINUX takes any KERNEL that ends in .0, .bin, .bs or .bss for one; LINUX in its place makes it a kernel',
    )
  }

  /** CONFIG FILE [DIR]: begins again with another file; DIR then goes behind the prefix. */
  async changeConfig(name: string, args: string, origin: Origin | null): Promise<BootError | null> {
    const at = { file: origin?.file ?? this.main.name, line: origin?.line ?? 0, column: 1 }
    const source = await this.files.read(name, at)
    if (source === null) {
      throw new BootError('E_CONFIG_NOT_FOUND', {
        what: `${at.file} line ${at.line}: ${name} is not on the server`,
      })
    }
    const [dir = ''] = words(args)
    if (dir !== '') this.files.prefix = changePrefix(this.files.prefix, dir)
    if (this.asked) this.#configs.clear()
    const key = `${this.files.prefix} ${source.name}`
    if (this.#configs.has(key)) {
      throw new BootError('E_CONFIG_INVALID', {
        what: `${at.file} line ${at.line}: CONFIG ${name} leads back to a configuration that was in force before`,
      })
    }
    this.#configs.add(key)
    this.asked = false
    this.passed()
    this.#label = null
    this.main = source
    this.#onErrorRun = false
    this.#failed.clear()
    const parse = parseConfiguration([source], 'core', this.core.sysappend, this.warnings)
    this.core = await this.files.parse(parse)
    await this.#runConfigured()
    return null
  }

  /** menu.c32 with the files it is given in place of the main one, `~`. */
  async showMenu(names: readonly string[]): Promise<BootError | null> {
    await runMenu(this, names)
    if (this.played.outcome === 'error')
      await this.#prompt(noDefault(this.main.name, 'the menu ended without a choice'))
    return null
  }

  async bootLocal(local: NonNullable<BootEntry['local']>): Promise<BootError | null> {
    this.played.entry = { ...this.#entry(), local }
    this.played.outcome = 'local'
    return null
  }

  /** `line`: the command line with the names of kernel and initrds in it. */
  async bootLinux(
    kernel: string,
    initrds: readonly string[],
    line: { cmdline: string; parts: CmdlinePart[] },
  ): Promise<BootError | null> {
    const args = guestArguments(line.cmdline)
    this.played.entry = { ...this.#entry(), ...line, args }
    const placed = this.tryLocate([kernel])
    if (placed instanceof BootError) return placed
    const [file] = placed
    this.played.entry.kernel = file ?? null
    const located = this.tryLocate(initrds.filter((name) => name !== ''))
    if (located instanceof BootError) return located
    if (initrds.includes('')) {
      return new BootError('E_FETCH_NOT_FOUND', {
        what: `${this.#where()}: the list of initrds has an empty name in it`,
      })
    }
    return this.boot({ kernel: file ?? null, initrds: located, args, ...line })
  }

  /** Hands an entry to the host. */
  async boot(boots: Partial<BootEntry>): Promise<BootError | null> {
    const entry = { ...this.#entry(), ...boots }
    entry.origins = this.#origins(entry.parts)
    this.played.entry = entry
    try {
      await this.host.boot(entry)
    } catch (error) {
      if (!(error instanceof BootError) || !GOES_ON.has(error.code)) throw error
      return error
    }
    this.played.outcome = 'boot'
    return null
  }

  /** The files of several names; a BootError where one of them can be no file. */
  tryLocate(names: readonly string[]): BootFile[] | BootError {
    try {
      return names.map((name) => this.files.locate(name))
    } catch (error) {
      if (error instanceof BootError) return error
      throw error
    }
  }

  /** The label that is being run leads to another command. */
  passed(): void {
    if (this.#label?.name) this.#via.push(this.#label.name)
  }

  /** Notes a step of the way, for whoever wants to know why this was booted. */
  note(command: string, label: Label | null, because: string, origin: Origin | null): void {
    this.passed()
    this.#label = null
    this.played.steps.push({ command, label: label?.name ?? null, because, origin })
    this.host.onEvent({ event: 'CommandRun', command, label: label?.name ?? null, because })
  }

  /** ONERROR, once, with the DEFAULT or UI line behind it. */
  async #runOnError(text: string, error: BootError): Promise<BootError | null> {
    const label = this.#label?.name ?? null
    this.host.onEvent({
      event: 'CommandFailed',
      command: text,
      label,
      code: error.code,
      message: error.message,
    })
    const { onError, ui, default: usual } = this.core
    if (onError === null || onError.value === '' || this.#onErrorRun) return error
    this.#onErrorRun = true
    const failed = this.played.entry
    const line = `${onError.value} ${(ui ?? usual)?.value ?? ''}`
    if ((await this.runTyped(line, 'ONERROR', originOf('ONERROR', onError))) === null) return null
    this.played.entry = failed
    return error
  }

  async #orPrompt(error: BootError | null): Promise<void> {
    if (error !== null) await this.#prompt(error)
  }

  /** The boot: prompt, with the error that led to it. It runs its time-out's command, or what is typed, until one boots. */
  async #prompt(error: BootError | null): Promise<void> {
    const { noEscape, timeoutMs, totalTimeoutMs, onTimeout, ui, default: usual } = this.core
    if (error !== null && (noEscape || this.#selection.label !== undefined)) throw error
    const shown = error === null || error.code === 'E_NO_ENTRY' || this.asked
    if (this.host.choose && shown) return this.#ask(this.host.choose, error)
    const timed = timeoutMs > 0 || totalTimeoutMs > 0
    this.played.waits = !timed
    const said: [string, Said | null] =
      timed && onTimeout !== null ? ['ONTIMEOUT', onTimeout] : ui === null ? ['DEFAULT', usual] : ['UI', ui]
    const [directive, command] = said
    const ran = this.played.steps.some((step) => step.command === command?.value)
    if (command === null || (ran && error !== null)) throw error ?? noDefault(this.main.name)
    const entry = this.played.entry
    const next = await this.runTyped(
      command.value,
      `${directive} at the boot: prompt`,
      originOf(directive, command),
    )
    if (next === null) return
    if (error !== null) this.played.entry = entry
    throw error ?? next
  }

  async #ask(choose: NonNullable<PxeHost['choose']>, failed: BootError | null): Promise<void> {
    const prompt = this.promptModel()
    this.shows('prompt', '', prompt.timeoutMs)
    for (let error = failed; ; ) {
      const choice = await choose({
        kind: 'prompt',
        prompt,
        ...(error === null ? {} : { error: error.message }),
      })
      this.asked = true
      if (choice.kind !== 'command') throw cancelled()
      const text = choice.text.slice(skipBlanks(choice.text)) || (prompt.default ?? '')
      error = await this.runTyped(text, 'typed at the boot: prompt', null)
      if (error === null) return
      this.failTwice(text, error)
    }
  }

  /** A time-out that runs the same command for ever ends here. */
  failTwice(command: string, error: BootError): void {
    if (this.#failed.has(command)) throw error
    this.#failed.add(command)
  }

  promptModel(): Prompt {
    const { labels, timeoutMs, totalTimeoutMs, onTimeout, ui, default: usual } = this.core
    const enter = (ui ?? usual)?.value ?? null
    return {
      labels: labels.flatMap(({ name }) => (name ? [name] : [])),
      default: enter,
      timeoutMs,
      ...(totalTimeoutMs > 0 ? { totalTimeoutMs } : {}),
      onTimeout: onTimeout?.value ?? enter,
    }
  }

  shows(kind: 'menu' | 'prompt', title: string, timeoutMs: number): void {
    this.host.onEvent({ event: 'ScreenShown', kind, title, timeoutMs, unattended: this.host.choose === null })
  }

  async #runNumber(entry: number): Promise<BootError | null> {
    const label = this.core.labels[entry]
    const last = this.core.labels.length - 1
    if (label === undefined || label.name === null) {
      const what = `${this.main.name}: there is no entry ${entry}`
      throw new BootError('E_NO_ENTRY', {
        what,
        hint: last < 0 ? 'it has no labels' : `entries are numbered from 0 to ${last}`,
      })
    }
    this.note(label.name, label, `asked for as entry ${entry}`, null)
    const error = await this.runLabel(label, '')
    return error === null ? null : this.#runOnError(label.name, error)
  }

  #begin(label: Label | null): void {
    this.#label = label
    this.played.entry = this.#entry()
  }

  /** Words of Selection.args go to the kernel that boots in the end, not to a menu or CONFIG on the way. */
  #withWords(command: Command): Command {
    const type = command.type === 'kernel' ? typeOfName(command.name) : command.type
    const boots = type === 'linux' || type === 'fdimage' || (type === 'com32' && bootsKernel(command.name))
    if (!boots || this.words === '') return command
    return { ...command, parts: [...command.parts, { from: 'typed', text: ` ${this.words}`, origin: null }] }
  }

  /** null: there is no such file. */
  async #complete(name: string): Promise<string | null> {
    if (typeOfName(name) !== 'linux') return name
    for (const candidate of [...COMPLETIONS.map((extension) => name + extension), name]) {
      const placed = this.tryLocate([candidate])
      if (placed instanceof BootError) return name
      if (placed[0] !== undefined && (await this.host.exists(placed[0]))) return candidate
    }
    return null
  }

  #noEntry(name: string, why: string): BootError {
    const labels = this.core.labels.flatMap(({ name: label }) => (label ? [label] : []))
    const some = labels.slice(0, 10).join(', ') + (labels.length > 10 ? ', ...' : '')
    return new BootError('E_NO_ENTRY', {
      what: `${this.main.name}: "${name}" is no label${why}`,
      hint: labels.length === 0 ? 'the configuration has no labels' : `its labels are ${some}`,
    })
  }

  #where(): string {
    const label = this.#label
    return label === null
      ? this.main.name
      : `${label.at.file} line ${label.at.line}, label ${label.name ?? ''}`
  }

  #entry(): BootEntry {
    return {
      label: this.#label?.name ?? null,
      via: [...this.#via],
      kernel: null,
      initrds: [],
      hypervisor: null,
      cmdline: '',
      args: '',
      parts: [],
      origins: this.#origins([]),
    }
  }

  #origins(parts: readonly CmdlinePart[]): Origin[] {
    const label = this.#label
    const steps = this.played.steps.flatMap(({ origin }) => (origin === null ? [] : [origin]))
    const own =
      label === null
        ? []
        : [
            originOf('LABEL', { value: label.name ?? '', at: label.at }),
            originOf(label.directive, label.kernel),
          ]
    const all = [...steps, ...own, ...parts.map(({ origin }) => origin)].filter((origin) => origin !== null)
    return all.filter(
      (origin, index) =>
        all.findIndex(
          ({ file, line, directive }) =>
            file === origin.file && line === origin.line && directive === origin.directive,
        ) === index,
    )
  }
}

function noDefault(file: string, why = 'there is no DEFAULT and no UI'): BootError {
  return new BootError('E_NO_ENTRY', {
    what: `${file}: ${why}`,
    hint: 'choose an entry with --label, or give the configuration a DEFAULT',
  })
}

function unsupported(what: string, hint?: string): BootError {
  return new BootError('E_UNSUPPORTED', { what, ...(hint === undefined ? {} : { hint }) })
}

export function cancelled(): BootError {
  return new BootError('E_CANCELLED', { what: 'the menu was left without a choice' })
}
