/** Commands that read further files. Source: GRUB normal/main.c (read_config_file), commands/configfile.c, commands/loadenv.c. */

import type { Play } from '../boot-program.ts'
import { locate } from './devices.ts'
import { readScript } from './files.ts'
import { runScript } from './interpreter.ts'
import { legacyScript } from './legacy-menu.ts'
import type { Call, CommandRun, Machine } from './machine.ts'
import { STATUS } from './machine.ts'
import { showMenu } from './menu.ts'
import { parseOptions } from './options.ts'
import type { At } from './syntax.ts'
import { syslinuxScript } from './syslinux-menu.ts'

export const FILE_COMMANDS: Record<string, CommandRun> = {
  source: sourceFile,
  '.': sourceFile,
  configfile: (machine, call) => openConfiguration(machine, call, call.args[0], (text) => text),
  normal: (machine, call) => openConfiguration(machine, call, call.args[0], (text) => text),
  extract_entries_source: sourceFile,
  extract_entries_configfile: (machine, call) =>
    openConfiguration(machine, call, call.args[0], (text) => text),
  legacy_configfile: (machine, call) => openConfiguration(machine, call, call.args[0], legacyScript),
  legacy_source: sourceLegacy,
  syslinux_configfile: (machine, call) => openSyslinux(machine, call),
  syslinux_source: (machine, call) => openSyslinux(machine, call),
  load_env: loadEnvironment,
}

/** Runs a file that was found. While it is read, `config_file` and `config_directory` name it. */
export function* runFile(machine: Machine, name: string, file: string, text: string): Play<number> {
  const { env } = machine
  const before = ['config_file', 'config_directory'].map((key): [string, string | undefined] => [
    key,
    env.get(key),
  ])
  const full = name.startsWith('(') ? name : `(${env.get('root') ?? ''})${name}`
  machine.texts.set(file, text)
  env.define('config_file', full)
  env.define('config_directory', full.slice(0, Math.max(0, full.lastIndexOf('/'))))
  const status = yield* runScript(machine, file, text)
  for (const [key, value] of before) {
    if (value === undefined) env.unset(key)
    else env.define(key, value)
  }
  return status
}

function* sourceFile(machine: Machine, { args, at }: Call): Play<number> {
  const [name] = args
  if (name === undefined) return STATUS.badArgument
  const found = yield* read(machine, name, at)
  if (found !== null) yield* runFile(machine, name, found.file, found.text)
  return STATUS.ok
}

function* sourceLegacy(machine: Machine, { args, at }: Call): Play<number> {
  const [name] = args
  if (name === undefined) return STATUS.badArgument
  const found = yield* read(machine, name, at)
  if (found !== null) yield* runFile(machine, name, found.file, legacyScript(found.text))
  return STATUS.ok
}

/** Runs with a context and menu of its own; if it has no entries and boots nothing, the script goes on. */
function* openConfiguration(
  machine: Machine,
  { args, at }: Call,
  name: string | undefined,
  convert: (text: string) => string,
): Play<number> {
  if (name === undefined || args.length > 1) return STATUS.badArgument
  const found = yield* read(machine, name, at)
  if (found === null) return STATUS.ok
  const { items } = machine
  machine.openContext(at)
  machine.items = []
  yield* runFile(machine, name, found.file, convert(found.text))
  if (machine.items.length > 0) yield* showMenu(machine, at, true, false)
  machine.items = items
  machine.env.close()
  return STATUS.ok
}

function openSyslinux(machine: Machine, call: Call): number | Play<number> {
  const parsed = parseOptions(call.args, {
    root: { short: 'r', value: true },
    cwd: { short: 'c', value: true },
    isolinux: { short: 'i', value: false },
    pxelinux: { short: 'p', value: false },
    syslinux: { short: 's', value: false },
  })
  const name = parsed?.words[0]
  if (name === undefined) return STATUS.badArgument
  return openConfiguration(machine, { ...call, args: [name] }, name, syslinuxScript)
}

/** The text of a file; null: it does not exist, which does not end a script. */
function* read(machine: Machine, name: string, at: At): Play<{ file: string; text: string } | null> {
  const found = locate(name, machine.env)
  const text = found.kind === 'file' ? yield* readScript(machine, found.file, at) : null
  if (found.kind === 'file' && text !== null) {
    machine.spendWords([text], at)
    return { file: found.file.name, text }
  }
  machine.note(at, 'file-missing', `${name} is not there`)
  return null
}

/** `NAME=VALUE` lines of a block of 1024 bytes, `$prefix/grubenv` by default. */
function* loadEnvironment(machine: Machine, { args, at }: Call): Play<number> {
  const parsed = parseOptions(args, {
    file: { short: 'f', value: true },
    'skip-sig': { short: 's', value: false },
  })
  if (parsed === null) return STATUS.badArgument
  const name = parsed.options.get('file')?.at(-1) ?? `${machine.env.get('prefix') ?? ''}/grubenv`
  const found = yield* read(machine, name, at)
  if (found === null) return STATUS.fileNotFound
  if (!found.text.startsWith('# GRUB Environment Block\n')) return STATUS.badArgument
  for (const line of found.text.split('\n')) {
    const equals = line.indexOf('=')
    const key = line.slice(0, equals)
    if (equals < 1 || line.startsWith('#')) continue
    if (parsed.words.length > 0 && !parsed.words.includes(key)) continue
    machine.setVariable(key, line.slice(equals + 1).replace(/\\(.)/g, '$1'), at)
  }
  return STATUS.ok
}
