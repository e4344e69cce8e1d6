/** Commands that end a script: boot, local boot, power off. A host cannot read the guest's disks. */

import { BootError } from '../../boot-error.ts'
import { ask, type Play } from '../boot-program.ts'
import { isDisk, locate } from './devices.ts'
import { Ended } from './ended.ts'
import { GRUB_LIMITS } from './limits.ts'
import { entryOf } from './loader.ts'
import { type Call, type CommandRun, looping, type Machine, STATUS, where } from './machine.ts'
import { parseOptions } from './options.ts'
import { bootEntryOf } from './result.ts'
import type { At } from './syntax.ts'

export const BOOT_COMMANDS: Record<string, CommandRun> = {
  boot: (machine, { at }) => boot(machine, at, 1),
  exit: (machine, call) => bootLocally(machine, call, { via: 'exit', value: null }),
  chainloader,
  search,
  'search.file': searchFile,
  'search.fs_uuid': () => STATUS.fileNotFound,
  'search.fs_label': () => STATUS.fileNotFound,
  halt: (machine, call) => powerOff(machine, call),
  reboot: (machine, call) => powerOff(machine, call),
  fwsetup: (machine, call) => powerOff(machine, call),
}

/** Starts what is loaded. `own`: 1 for the command itself, 0 at the end of an entry, where it is implied. */
export function* boot(machine: Machine, at: At, own: 0 | 1): Play<number> {
  const { loader } = machine
  if (loader === null) return STATUS.noKernel
  if (loader.missing !== null && loader.missing.commandsRun + own >= machine.commandsRun)
    throw loader.missing.error
  const entry = entryOf(loader, machine.label, machine.via)
  if (entry.local !== null) throw new Ended(entry)
  if (++machine.boots > GRUB_LIMITS.boots) throw looping(at, `more than ${GRUB_LIMITS.boots} boots failed`)
  const error = yield* ask({ want: 'boot', entry: bootEntryOf(entry, machine.selection.args) })
  if (error === null) throw new Ended(entry)
  machine.loader = null
  return machine.fail(STATUS.badOs, error, at)
}

function bootLocally(
  machine: Machine,
  call: Call,
  local: { via: 'exit' | 'chainloader'; value: string | null },
): never {
  const shapers = [{ at: call.at, command: call.name, words: call.args.join(' ') }]
  const entry = entryOf({ kind: 'disk', value: '', shapers, missing: null }, machine.label, machine.via)
  throw new Ended({ ...entry, local })
}

/** A disk's boot sector, or a program that `search` looked for on the disks, is a local boot. */
function chainloader(machine: Machine, call: Call): number {
  const { at, args } = call
  const value = args.filter((word) => !word.startsWith('--')).at(0)
  if (value === undefined) return STATUS.badFilename
  const root = machine.env.get('root') ?? ''
  const device = /^\(([^)]*)\)/.exec(value)?.[1] ?? root
  if (/^hd\d+,0$/.test(device)) {
    return machine.fail(
      STATUS.unknownDevice,
      unsupported(at, `(${device}): GRUB 2 counts partitions from 1`),
      at,
    )
  }
  if (isDisk(device) || machine.searched.has(value.replace(/^\([^)]*\)/, ''))) {
    const text = value.startsWith('+') ? `(${device})${value}` : value
    machine.loader = {
      kind: 'disk',
      value: text,
      shapers: [{ at, command: call.name, words: args.join(' ') }],
      missing: null,
    }
    return STATUS.ok
  }
  const found = locate(value, machine.env)
  const what = found.kind === 'file' ? `chainloader ${found.file.url}` : `chainloader ${value}`
  return machine.fail(STATUS.badOs, unsupported(at, `${what}: a host cannot run the guest's programs`), at)
}

/** Never finds anything, but what it looks for tells what a later chainloader means. */
function search(machine: Machine, call: Call): number {
  const table = {
    set: { short: 's', value: false },
    file: { short: 'f', value: false },
    label: { short: 'l', value: false },
    'fs-uuid': { short: 'u', value: false },
    'no-floppy': { short: 'n', value: false },
    'efidisk-only': { value: false },
    hint: { short: 'h', value: true },
    'hint-ieee1275': { value: true },
    'hint-bios': { value: true },
    'hint-baremetal': { value: true },
    'hint-efi': { value: true },
    'hint-arc': { value: true },
  }
  const parsed = parseOptions(call.args, table)
  if (parsed === null) return STATUS.badArgument
  return searchFile(machine, { ...call, args: parsed.options.has('file') ? parsed.words : [] })
}

function searchFile(machine: Machine, { args }: Call): number {
  for (const name of args) if (/\.efi$/i.test(name)) machine.searched.add(name)
  return STATUS.fileNotFound
}

/** After a search for an operating system on the disks, powering off means that it was not found. */
function powerOff(machine: Machine, call: Call): number {
  const [program] = machine.searched
  if (program !== undefined) return bootLocally(machine, call, { via: 'chainloader', value: program })
  throw unsupported(call.at, `the configuration says ${call.name}`)
}

function unsupported(at: At, what: string): BootError {
  return new BootError('E_UNSUPPORTED', { what: `${where(at)}: ${what}` })
}
