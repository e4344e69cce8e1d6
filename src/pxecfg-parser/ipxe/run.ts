/** Runs scripts and other images. Source: ipxe src/core/exec.c (system, execv), src/core/image.c (image_exec). */

import { BootError } from '../../boot-error.ts'
import type { Outcome } from './command.ts'
import { SCRIPT_COMMANDS } from './commands/index.ts'
import { entryOf } from './entry.ts'
import { ExpansionLoop, expand } from './expand.ts'
import { type Failure, fail, fatal, fetchFailed, type ScriptPlace, type Status } from './failure.ts'
import { identify } from './fetch.ts'
import type { Image } from './images.ts'
import { SCRIPT_LIMITS } from './limits.ts'
import { type ParsedLine, Script } from './lines.ts'
import type { Machine } from './machine.ts'
import { readArguments } from './options.ts'
import type { LocalBoot } from './result.ts'
import { requestName } from './uri.ts'
import { type Asking, boot } from './wants.ts'
import type { Command } from './words.ts'

/** Thrown when something boots, because a boot never returns. */
export class Ended extends Error {
  readonly local: LocalBoot | null

  constructor(local: LocalBoot | null) {
    super('the boot has ended')
    this.local = local
  }
}

/** Thrown when a script chains to another boot program. */
export class LeadsOn extends Error {
  readonly image: Image

  constructor(image: Image) {
    super('another boot program goes on')
    this.image = image
  }
}

/** A failure and where it came from. */
export interface Failed {
  failure: Failure
  place: ScriptPlace
  command: string
}

/**
 * How a script ended. `failed` null: well; `exit`: its status, null without an exit; `replacement`: what runs in its
 * place.
 */
interface ScriptEnd {
  failed: Failed | null
  exit: number | null
  replacement: Image | null
}

/**
 * Runs an image, and what replaces it. `depth`: scripts inside one another, from 1. Throws Ended where something boots,
 * LeadsOn where another boot program goes on, and a BootError that nothing catches.
 */
export function* execute(
  machine: Machine,
  image: Image,
  depth: number,
): Asking<Omit<ScriptEnd, 'replacement'>> {
  const { base, place } = machine
  let next: Image | null = image
  let end: ScriptEnd = { failed: null, exit: null, replacement: null }
  while (next !== null) {
    machine.base = next.origin
    machine.place = place
    end = yield* executeOne(machine, next, depth)
    next = end.replacement
  }
  machine.base = base
  machine.place = place
  return end
}

function* executeOne(machine: Machine, image: Image, depth: number): Asking<ScriptEnd> {
  const unread = yield* identify(machine, image)
  const command = `boot ${image.name}`
  const failed = (failure: Failure): ScriptEnd => ({
    failed: { failure, place: machine.place, command },
    exit: null,
    replacement: null,
  })
  if (unread !== null) return failed(fetchFailed(unread, image.origin.scheme))
  if (image.kind === 'script') return yield* executeScript(machine, image, depth)
  if (image.kind === 'unknown') {
    if (image.autofree) machine.images.remove(image)
    return failed(fail('exec-format', `could not boot ${image.name}: Exec format error`))
  }
  // A boot file that is another program would have been played as that.
  if (image.kind === 'program' && image.program !== null && depth > 1) throw new LeadsOn(image)
  if (image.kind === 'program') {
    const what = `${machine.urlOf(image.origin)} is a program for firmware, or no boot file at all`
    if (image.program === 'ipxe') {
      throw new BootError('E_UNSUPPORTED', {
        what: `${machine.urlOf(image.origin)} is an iPXE, which would ask DHCP again`,
        hint: 'let DHCP name a script to iPXE; for a tree, --ipxe-bootfile does',
        reason: 'ipxe-by-content',
      })
    }
    throw fatal('E_UNSUPPORTED', machine.place, what, 'real iPXE would run it as 16-bit code')
  }
  const entry = entryOf(machine, image)
  machine.played.entry = entry
  const error = yield* boot(entry)
  if (error === null) throw new Ended(null)
  if (image.autofree) machine.images.remove(image)
  return failed({ ...fail('exec-format', error.message), error })
}

/** A running script is not among the images; it is appended when it returns, unless it is replaced or freed. */
function* executeScript(machine: Machine, image: Image, depth: number): Asking<ScriptEnd> {
  if (depth > SCRIPT_LIMITS.depth) {
    const what = `more than ${SCRIPT_LIMITS.depth} scripts inside one another`
    throw fatal('E_CONFIG_INVALID', machine.place, what, 'do the scripts chain each other in a loop?')
  }
  const { images } = machine
  const selected = images.selected === image
  images.remove(image)
  const end = yield* runScript(machine, new Script(requestName(image.origin), image.text ?? ''), depth)
  if (image.autofree || end.replacement !== null) return end
  images.add(image)
  if (selected) images.selected ??= image
  return end
}

function* runScript(machine: Machine, script: Script, depth: number): Asking<ScriptEnd> {
  let at = 0
  let line = 1
  while (at < script.text.length) {
    const read = script.lineAt(at, line)
    machine.place = { file: script.name, line }
    machine.countWork(read.next - at)
    if (read.unfinished) {
      const failure = fail('ends-in-continuation', 'the script ends in a backslash')
      return { failed: { failure, place: machine.place, command: '\\' }, exit: null, replacement: null }
    }
    const end = yield* runLine(machine, script, read, depth)
    if ('jump' in end) ({ at, line } = end.jump)
    else if ('next' in end) {
      at = read.next
      line = read.nextLine
    } else return end
  }
  return { failed: null, exit: null, replacement: null }
}

type LineEnd = ScriptEnd | { jump: { at: number; line: number } } | { next: true }

/** The status of a line is that of the last command that ran. */
function* runLine(
  machine: Machine,
  script: Script,
  { commands }: ParsedLine,
  depth: number,
): Asking<LineEnd> {
  let failed: Failed | null = null
  for (const part of commands) {
    if ((part.runs === 'on-failure' && failed === null) || (part.runs === 'on-success' && failed !== null))
      continue
    const { place } = machine
    const name = part.words.join(' ').slice(0, 200)
    machine.running = name
    const outcome = yield* runCommand(machine, part)
    let status: Status = null
    if (outcome !== null && 'goto' in outcome) {
      const jump = script.label(outcome.goto, (characters) => machine.countWork(characters))
      if (jump !== undefined) return { jump }
      status = fail('label-not-found', `there is no label ":${outcome.goto}" in ${script.name}`)
    } else if (outcome !== null && 'exit' in outcome) {
      const failure =
        outcome.exit === 0
          ? null
          : { ...fail('exit-status', `ended with status ${outcome.exit}`), errno: outcome.exit }
      return { failed: failure && { failure, place, command: name }, exit: outcome.exit, replacement: null }
    } else if (outcome !== null && 'local' in outcome) throw new Ended(outcome.local)
    else if (outcome !== null && 'execute' in outcome) {
      if (outcome.replace) {
        const refused = yield* unfit(machine, outcome.execute)
        if (refused === null) return { failed: null, exit: null, replacement: outcome.execute }
        status = refused
      } else {
        const end = yield* execute(machine, outcome.execute, depth + 1)
        failed = end.failed
        if (failed !== null) machine.errno = failed.failure.errno
        continue
      }
    } else status = outcome
    failed = status && { failure: status, place, command: name }
    if (status !== null) machine.errno = status.errno
  }
  return failed === null ? { next: true } : { failed, exit: exitOf(failed), replacement: null }
}

/** The status of an `exit` that nothing caught, which all outer scripts end with. */
function exitOf({ failure }: Failed): number | null {
  return failure.kind === 'exit-status' ? failure.errno : null
}

/** Why an image cannot replace the running script; null: it can. */
function* unfit(machine: Machine, image: Image): Asking<Status> {
  const unread = yield* identify(machine, image)
  if (unread instanceof BootError) return fetchFailed(unread, image.origin.scheme)
  return image.kind === 'unknown'
    ? fail('exec-format', `could not boot ${image.name}: Exec format error`)
    : null
}

function* runCommand(machine: Machine, { words }: Command): Asking<Outcome> {
  if (words.length === 0) return null
  machine.countCommand()
  machine.used.clear()
  const [name = '', ...given] = words.map((word) => expanded(machine, word))
  const command = SCRIPT_COMMANDS.get(name)
  if (command === undefined) return fail('command-not-found', `${name}: command not found`)
  const read = readArguments(given, command)
  return 'errno' in read ? read : yield* command.run(machine, read)
}

function expanded(machine: Machine, word: string): string {
  if (!word.includes('}')) return word
  try {
    return expand(
      word,
      (name) => machine.show(name),
      (characters) => machine.countWork(characters),
    )
  } catch (error) {
    if (!(error instanceof ExpansionLoop)) throw error
    throw fatal('E_CONFIG_INVALID', machine.place, error.message, 'does a setting contain itself?')
  }
}
