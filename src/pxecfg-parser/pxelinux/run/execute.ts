/** What a command does by the type of what it starts. Source: syslinux execute.c, kernel.c, core/pxeboot.c. */

import { BootError } from '../../../boot-error.ts'
import { ask } from '../../boot-program.ts'
import type { Origin } from '../../diagnostics.ts'
import { CONFIG_LIMITS } from '../../limits.ts'
import type { BootEntry, CmdlinePart } from '../../types.ts'
import { parseConfiguration, strtol, typeOfName, words } from '../parse/index.ts'
import {
  argumentsOf,
  COMMAND_BYTES,
  type Command,
  guestArguments,
  initrdNames,
  kernelCommandLine,
  textOfCommand,
} from './command-line.ts'
import { moduleName, moduleOf } from './modules.ts'
import { changePrefix } from './names.ts'
import { exists, type StepResult, type Walk } from './walk.ts'

/** Errors of a file behind which PXELINUX goes on. */
const GOES_ON = new Set(['E_FETCH_NOT_FOUND', 'E_FETCH_DENIED', 'E_NOT_A_KERNEL'])

export function* execute(walk: Walk, command: Command): StepResult {
  if (++walk.commandsRun > CONFIG_LIMITS.commands) {
    const what = `${walk.where()}: ${CONFIG_LIMITS.commands} commands were run, and nothing boots`
    throw new BootError('E_CONFIG_INVALID', {
      what,
      hint: 'do labels, menus and CONFIG lead round in a circle?',
    })
  }
  // The caller's own words never were PXELINUX's: whoever reads the result has its own limit for them.
  const own = command.parts.filter(({ from }) => from !== 'ARGS')
  const { length } = textOfCommand({ ...command, parts: own })
  if (length > COMMAND_BYTES) {
    const what = `${walk.where()}: the command line has ${length} bytes, and PXELINUX takes ${COMMAND_BYTES}`
    return new BootError('E_CMDLINE_TOO_LONG', { what })
  }
  switch (command.type === 'kernel' ? typeOfName(command.name) : command.type) {
    case 'com32':
      return yield* runModule(walk, command)
    case 'config':
      return yield* changeConfig(walk, command.name, argumentsOf(command), command.nameOrigin)
    case 'localboot':
      return bootLocal(walk, { via: 'localboot', value: strtol(command.name) })
    case 'comboot':
      return unsupported(
        `${walk.where()}: COMBOOT ${command.name}: PXELINUX cannot run such programs since 5.00`,
      )
    case 'boot':
    case 'bss':
    case 'pxe':
      return yield* chain(walk, command)
    default: {
      const line = kernelCommandLine(command)
      return yield* bootLinux(walk, command.name, initrdNames(line.cmdline), line)
    }
  }
}

function* runModule(walk: Walk, command: Command): StepResult {
  const name = command.name.endsWith('.c32') ? command.name : `${command.name}.c32`
  const run = moduleOf(name)
  if (run !== null) {
    const step = run(walk, { ...command, name })
    return step === null ? null : yield* toPrompt(walk, yield* step)
  }
  throw unsupported(
    `${walk.where()}: ${moduleName(name)} is a program for the machine itself, and cannot be run for a guest`,
    'choose another entry with --label',
  )
}

/** What a module leaves behind is the boot: prompt; nothing comes back to ONERROR, or to the menu that ran it. */
function* toPrompt(walk: Walk, error: BootError | null): StepResult {
  return error === null ? null : yield* endsHere(walk.prompt(error))
}

/** NBPs and boot sectors: PXELINUX leaves itself for them. */
function* chain(walk: Walk, { name }: Command): StepResult {
  const placed = walk.tryLocate([name])
  if (placed instanceof BootError) return placed
  const [file] = placed
  if (file === undefined || !(yield* exists(file))) {
    return new BootError('E_FETCH_NOT_FOUND', { what: `${walk.where()}: ${file?.url ?? name} is not there` })
  }
  throw unsupported(
    `${walk.where()}: ${name} is a boot program of the machine (PXE program or boot sector) and cannot be run for a guest`,
    'by the ending .0, .bin, .bs or .bss KERNEL takes a file for one; LINUX in its place makes it a kernel',
  )
}

/** CONFIG FILE [DIR]: begins again with another file; DIR then goes behind the prefix. The global SYSAPPEND stays. */
export function* changeConfig(walk: Walk, name: string, args: string, origin: Origin | null): StepResult {
  const at = { file: origin?.file ?? walk.main.name, line: origin?.line ?? 0, column: 1 }
  const source = name === '' ? null : yield* walk.files.read(name, at)
  if (source === null) {
    throw new BootError('E_CONFIG_NOT_FOUND', {
      what: `${at.file} line ${at.line}: CONFIG ${name} is not on the server`,
    })
  }
  const [dir = ''] = words(args)
  if (dir !== '') walk.files.prefix = changePrefix(walk.files.prefix, dir)
  if (walk.asked) walk.configs.clear()
  walk.asked = false
  const key = `${walk.files.prefix} ${source.name}`
  if (walk.configs.has(key)) {
    const what = `${at.file} line ${at.line}: CONFIG ${name} leads back to a configuration that was in force before`
    throw new BootError('E_CONFIG_INVALID', { what })
  }
  walk.configs.add(key)
  walk.pass()
  const parse = parseConfiguration([source], 'core', walk.core.sysappend, walk.warnings)
  walk.change(source, yield* walk.files.parse(parse))
  return yield* endsHere(walk.runConfigured())
}

export function bootLocal(walk: Walk, local: NonNullable<BootEntry['local']>): null {
  walk.played.entry = { ...walk.entry(), local }
  walk.played.outcome = 'local'
  return null
}

/** `line`: the command line in which kernel and initrds are named. */
export function* bootLinux(
  walk: Walk,
  kernel: string,
  initrds: readonly string[],
  line: { cmdline: string; parts: CmdlinePart[] },
): StepResult {
  const args = guestArguments(line.cmdline)
  walk.played.entry = { ...walk.entry(), ...line, args }
  const placed = walk.tryLocate([kernel, ...initrds.filter((name) => name !== '')])
  if (placed instanceof BootError) return placed
  const [file, ...rest] = placed
  if (kernel === '' || initrds.includes('')) {
    const what = kernel === '' ? 'no kernel is named' : 'the list of initrds has an empty name in it'
    return new BootError('E_FETCH_NOT_FOUND', { what: `${walk.where()}: ${what}` })
  }
  return yield* boot(walk, { kernel: file ?? null, initrds: rest, args, ...line })
}

/** Hands an entry to the host. */
export function* boot(walk: Walk, boots: Partial<BootEntry>): StepResult {
  const entry = { ...walk.entry(), ...boots }
  entry.origins = walk.origins(entry.parts)
  walk.played.entry = entry
  const error = yield* ask({ want: 'boot', entry })
  if (error !== null && GOES_ON.has(error.code)) return error
  if (error !== null) throw error
  walk.played.outcome = 'boot'
  return null
}

/** PXELINUX never comes back from here: no ONERROR of what led here. */
function* endsHere(step: StepResult): StepResult {
  const error = yield* step
  if (error !== null) throw error
  return null
}

function unsupported(what: string, hint?: string): BootError {
  return new BootError('E_UNSUPPORTED', { what, ...(hint === undefined ? {} : { hint }) })
}
