/** Commands that load a kernel: linux, initrd, multiboot and the like. Source: GRUB loader/i386/linux.c, loader/linux.c, loader/multiboot.c. */

import { BootError } from '../../boot-error.ts'
import type { Play } from '../boot-program.ts'
import { headOf } from './files.ts'
import { GRUB_LIMITS } from './limits.ts'
import { joined } from './loader.ts'
import { type Call, type CommandRun, type Machine, STATUS, unknownCommand, where } from './machine.ts'
import { probe } from './probe.ts'
import type { Initrd, Shaper } from './types.ts'

export const LOAD_COMMANDS: Record<string, CommandRun> = {
  linux,
  linux16: linux,
  linuxefi: linux,
  initrd,
  initrd16: initrd,
  initrdefi: initrd,
  multiboot: (machine, call) => multiboot(machine, call, 'multiboot'),
  multiboot2: (machine, call) => multiboot(machine, call, 'multiboot2'),
  module,
  module2: module,
  xen_hypervisor: (machine, call) =>
    machine.client.cpu === 'arm64' ? multiboot(machine, call, null) : unknown(machine, call),
  xen_module: (machine, call) =>
    machine.client.cpu === 'arm64' ? module(machine, call) : unknown(machine, call),
}

/** GRUBs for other processors do not have it. */
function unknown(machine: Machine, { name, at }: Call): number {
  machine.note(at, 'unknown-command', unknownCommand(name))
  return STATUS.ok
}

function* linux(machine: Machine, call: Call): Play<number> {
  const { args, at } = call
  const [name] = args
  if (name === undefined) return STATUS.badArgument
  machine.loader = null
  const found = yield* probe(machine, name, 'kernel', at)
  if ('error' in found) return machine.fail(found.status, found.error, at)
  if (found.size === 0) return machine.fail(STATUS.badOs, notAKernel(call, `${found.file.url} is empty`), at)
  const shapers = [shaper(call)]
  machine.loader = { kind: 'linux', file: found.file, words: args, at, initrds: [], shapers, missing: null }
  return STATUS.ok
}

/** A later `initrd` replaces an earlier one. If one file is missing, none is loaded. */
function* initrd(machine: Machine, call: Call): Play<number> {
  const { args, at } = call
  const { loader } = machine
  if (args.length === 0) return STATUS.badArgument
  if (loader?.kind !== 'linux') {
    machine.note(at, 'command-failed', `${call.name}: no kernel is loaded`)
    return STATUS.badArgument
  }
  const initrds: Initrd[] = []
  for (const word of args) {
    const { name, newc } = readInitrd(word)
    const found = yield* probe(machine, name, 'initrd', at)
    if ('error' in found) return missing(machine, call, found.status, found.error)
    if (found.size !== 0) initrds.push({ file: found.file, newc })
  }
  loader.initrds = initrds
  loader.missing = null
  loader.shapers.push(shaper(call))
  return STATUS.ok
}

/** `newc:PATH:FILE`: the file goes into an archive, under that path. */
function readInitrd(word: string): { name: string; newc: string | null } {
  const match = /^newc:([^:]*):(.*)$/s.exec(word)
  return match === null
    ? { name: word, newc: null }
    : { name: match[2] ?? '', newc: (match[1] ?? '').replace(/^\/+/, '') }
}

/** `protocol` null: Xen's own on Arm, whose images have no header to look for. */
function* multiboot(machine: Machine, call: Call, protocol: 'multiboot' | 'multiboot2' | null): Play<number> {
  const { at } = call
  const [name, ...words] = call.args.filter((word, index, all) => !isOption(word, all, index))
  if (name === undefined) return STATUS.badArgument
  machine.loader = null
  if (tooLong(words)) return machine.fail(STATUS.badArgument, cmdlineTooLong(call), at)
  const found = yield* probe(machine, name, 'hypervisor', at)
  if ('error' in found) return machine.fail(found.status, found.error, at)
  if (protocol !== null) {
    const head = yield* headOf(machine, found.file, 1024, at)
    if (head.length === 0 || head.toString('latin1', 0x202, 0x206) === 'HdrS')
      return machine.fail(STATUS.badOs, notAKernel(call, `${found.file.url} is not a ${protocol} kernel`), at)
  }
  const shapers = [shaper(call)]
  machine.loader = {
    kind: 'multiboot',
    protocol,
    file: found.file,
    words,
    modules: [],
    shapers,
    missing: null,
  }
  return STATUS.ok
}

/** Options come only before the file's name. */
function isOption(word: string, all: readonly string[], index: number): boolean {
  const isFirst = all.slice(0, index).every((before) => before.startsWith('--'))
  return isFirst && ['--nounzip', '--quirk-bad-kludge', '--quirk-modules-after-kernel'].includes(word)
}

function* module(machine: Machine, call: Call): Play<number> {
  const { at } = call
  const { loader } = machine
  const [name, ...words] = call.args.filter((word, index, all) => !isOption(word, all, index))
  if (name === undefined) return STATUS.badArgument
  if (loader?.kind !== 'multiboot') {
    machine.note(at, 'command-failed', `${call.name}: no hypervisor is loaded`)
    return STATUS.badArgument
  }
  if (tooLong(words)) return missing(machine, call, STATUS.badArgument, cmdlineTooLong(call))
  const found = yield* probe(machine, name, 'module', at)
  if ('error' in found) return missing(machine, call, found.status, found.error)
  loader.modules.push({ file: found.file, words, at })
  loader.shapers.push(shaper(call))
  return STATUS.ok
}

/** GRUB would boot without the file; here that is an error, unless the script goes on to something else. */
function missing(machine: Machine, { at }: Call, status: number, error: BootError): number {
  machine.note(at, 'command-failed', error.message)
  if (machine.loader !== null) machine.loader.missing ??= { error, commandsRun: machine.commandsRun }
  return status
}

function notAKernel({ at }: Call, what: string): BootError {
  return new BootError('E_NOT_A_KERNEL', { what: `${where(at)}: ${what}` })
}

function tooLong(words: readonly string[]): boolean {
  return joined(words).length > GRUB_LIMITS.arguments
}

function cmdlineTooLong({ at, name }: Call): BootError {
  return new BootError('E_CMDLINE_TOO_LONG', {
    what: `${where(at)}: ${name} has arguments of more than ${GRUB_LIMITS.arguments} bytes`,
  })
}

function shaper({ name, args, at }: Call): Shaper {
  return { at, command: name, words: args.join(' ') }
}
