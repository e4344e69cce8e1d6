/** Runs a command according to its type. Source: syslinux execute.c. */

import { BootError } from '../../../boot-error.ts'
import { CONFIG_LIMITS } from '../../limits.ts'
import { strtol, typeOfName } from '../parse/index.ts'
import {
  argumentsOf,
  COMMAND_BYTES,
  type Command,
  initrdNames,
  kernelCommandLine,
  textOfCommand,
} from './command-line.ts'
import { moduleName, moduleOf } from './modules.ts'
import { type Came, endingWith, outcomeOf, type Walking } from './next.ts'
import { exists, type Walk } from './walk.ts'

/**
 * Runs a command whose type and words are known. Returns an error after which PXELINUX goes on, and throws any other.
 */
export function* execute(walk: Walk, command: Command): Walking<Came> {
  if (++walk.commandsRun > CONFIG_LIMITS.commands) {
    const what = `${walk.where()}: ${CONFIG_LIMITS.commands} commands were run, but nothing boots`
    throw new BootError('E_CONFIG_INVALID', {
      what,
      hint: 'do labels, menus and CONFIG form a loop?',
    })
  }
  // PXELINUX never sees the caller's own words: the reader of the result has its own limit for them.
  const own = command.parts.filter(({ from }) => from !== 'ARGS')
  const { length } = textOfCommand({ ...command, parts: own })
  if (length > COMMAND_BYTES) {
    const what = `${walk.where()}: the command line has ${length} bytes, but PXELINUX takes only ${COMMAND_BYTES}`
    return new BootError('E_CMDLINE_TOO_LONG', { what })
  }
  switch (command.type === 'kernel' ? typeOfName(command.name) : command.type) {
    case 'com32':
      return yield* runModule(walk, command)
    case 'config':
      return {
        step: 'config',
        name: command.name,
        args: argumentsOf(command),
        origin: command.nameOrigin,
      }
    case 'localboot':
      return { step: 'local', local: { via: 'localboot', value: strtol(command.name) } }
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
      return { step: 'linux', kernel: command.name, initrds: initrdNames(line.cmdline), line }
    }
  }
}

/** A module that fails ends at the boot: prompt; neither ONERROR nor the menu that ran it goes on. */
function* runModule(walk: Walk, command: Command): Walking<Came> {
  const name = command.name.endsWith('.c32') ? command.name : `${command.name}.c32`
  const run = moduleOf(name)
  if (run !== null) {
    const error = yield* outcomeOf(run(walk, { ...command, name }))
    return error && (yield* endingWith({ step: 'prompt', error }))
  }
  throw unsupported(
    `${walk.where()}: ${moduleName(name)} is a program for the machine itself, and cannot be run for a guest`,
    'choose another entry with --label',
  )
}

/** NBPs and boot sectors: PXELINUX leaves itself for them. */
function* chain(walk: Walk, { name }: Command): Walking<Came> {
  const placed = walk.tryLocate([name])
  if (placed instanceof BootError) return placed
  const [file] = placed
  if (file === undefined || !(yield* exists(file))) {
    return new BootError('E_FETCH_NOT_FOUND', { what: `${walk.where()}: ${file?.url ?? name} is not there` })
  }
  throw unsupported(
    `${walk.where()}: ${name} is a boot program of the machine (PXE program or boot sector) and cannot be run for a guest`,
    'KERNEL takes files with the extension .0, .bin, .bs or .bss for one; LINUX in its place loads them as kernels',
  )
}

function unsupported(what: string, hint?: string): BootError {
  return new BootError('E_UNSUPPORTED', { what, ...(hint === undefined ? {} : { hint }) })
}
