/** Runs commands. Source: GRUB script/execute.c. */

import type { Play } from '../boot-program.ts'
import { expandWords, type Parameters } from './expand.ts'
import { scriptText } from './lexer.ts'
import { GRUB_LIMITS } from './limits.ts'
import { looping, type Machine, STATUS, unknownCommand } from './machine.ts'
import { Parser } from './parser.ts'
import type { At, Command } from './syntax.ts'

/** Runs a script line by line. Lines that cannot be parsed are skipped. Returns the status of the last command. */
export function* runScript(machine: Machine, file: string, bytes: string, firstLine = 1): Play<number> {
  const parser = new Parser(file, scriptText(bytes), firstLine)
  let status: number = STATUS.ok
  for (let unit = parser.next(); unit !== null; unit = parser.next()) {
    if (unit.fault !== null) machine.note(unit.fault.at, 'syntax-error', unit.fault.message)
    // functions are there before the first command of their line runs
    for (const command of unit.commands)
      if (command.kind === 'function') machine.functions.set(command.name, command.body)
    if (unit.commands.length > 0) status = yield* runList(machine, unit.commands)
    if (machine.returning) break
  }
  return status
}

/** Runs commands with parameters (`$1` and so on) of their own. */
export function* runWith(machine: Machine, commands: Command[], parameters: Parameters): Play<number> {
  const { parameters: before, loops } = machine
  machine.parameters = parameters
  machine.loops = 0
  const status = yield* runList(machine, commands)
  machine.returning = false
  machine.loops = loops
  machine.parameters = before
  return status
}

function* runList(machine: Machine, commands: readonly Command[]): Play<number> {
  const [first] = commands
  if (first === undefined) return STATUS.ok
  if (!enter(machine, first.at)) return STATUS.badArgument
  let status: number = STATUS.ok
  for (const command of commands) {
    status = yield* runCommand(machine, command)
    machine.env.set('?', String(status))
    if (machine.leaving > 0 || machine.returning) break
  }
  machine.depth--
  return status
}

function* runCommand(machine: Machine, command: Command): Play<number> {
  if (!enter(machine, command.at)) return STATUS.badArgument
  const status = yield* runKind(machine, command)
  machine.depth--
  return status
}

function* runKind(machine: Machine, command: Command): Play<number> {
  switch (command.kind) {
    case 'simple':
      return yield* runSimple(machine, command)
    case 'if':
      return yield* runIf(machine, command)
    case 'for':
      return yield* runFor(machine, command)
    case 'while':
      return yield* runWhile(machine, command)
    case 'function':
      // no command that has a status
      return Number(machine.env.get('?') ?? STATUS.ok)
  }
}

/** Goes one level deeper; false: GRUB skips the call and goes on. Throws E_CONFIG_INVALID if that happens too often. */
function enter(machine: Machine, at: At): boolean {
  if (machine.depth + 1 < GRUB_LIMITS.depth) {
    machine.depth++
    return true
  }
  const tooDeep = looping(at, 'maximum recursion depth exceeded')
  if (++machine.skippedCalls > GRUB_LIMITS.skippedCalls) throw tooDeep
  machine.fail(STATUS.badArgument, tooDeep, at)
  return false
}

function* runIf(machine: Machine, command: Command & { kind: 'if' }): Play<number> {
  const status = yield* runList(machine, command.condition)
  return yield* runList(machine, status === STATUS.ok ? command.then : command.otherwise)
}

function* runFor(machine: Machine, { name, words, body, at }: Command & { kind: 'for' }): Play<number> {
  const values = expandWords(words, machine.env, machine.parameters)
  machine.spendWords(values, at)
  let status: number = STATUS.ok
  machine.loops++
  for (const value of values) {
    if (machine.continuing && machine.leaving === 1) machine.leaving = 0
    if (machine.leaving > 0) break
    machine.spendCommand(at)
    machine.setVariable(name, value, at)
    status = yield* runList(machine, body)
    if (machine.returning) break
  }
  leaveLoop(machine)
  return status
}

function* runWhile(machine: Machine, command: Command & { kind: 'while' }): Play<number> {
  machine.loops++
  let status: number = STATUS.ok
  while (!machine.returning) {
    const condition = yield* runList(machine, command.condition)
    status = condition
    if (machine.returning || (condition === STATUS.ok) === command.until) break
    status = yield* runList(machine, command.body)
    if (machine.continuing && machine.leaving === 1) machine.leaving = 0
    if (machine.leaving > 0) break
  }
  leaveLoop(machine)
  return status
}

function leaveLoop(machine: Machine): void {
  if (machine.leaving > 0) machine.leaving--
  machine.loops--
}

function* runSimple(machine: Machine, { words, block, at }: Command & { kind: 'simple' }): Play<number> {
  machine.spendCommand(at)
  const expanded = expandWords(words, machine.env, machine.parameters)
  machine.spendWords(expanded, at)
  const inverted = expanded[0] === '!'
  const [name, ...args] = inverted ? expanded.slice(1) : expanded
  if (name === undefined) return inverted ? STATUS.badArgument : STATUS.ok
  const run = machine.commands.get(name)
  const body = machine.functions.get(name)
  let status: number
  if (run !== undefined) {
    const result = run(machine, { name, args, block, at })
    status = typeof result === 'number' ? result : yield* result
  } else if (body !== undefined) status = yield* runWith(machine, body, args)
  else return assign(machine, name, at)
  if (!inverted) return status
  return status === STATUS.ok ? STATUS.false : STATUS.ok
}

/** A command with `=` in its name is an assignment. Any other unknown command is an error whose status is true. */
function assign(machine: Machine, name: string, at: At): number {
  const equals = name.indexOf('=')
  if (equals < 0) machine.note(at, 'unknown-command', unknownCommand(name))
  else if (equals > 0 && !/^[0-9#*@]/.test(name))
    machine.setVariable(name.slice(0, equals), name.slice(equals + 1), at)
  return STATUS.ok
}
