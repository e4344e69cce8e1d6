/** Commands of the language itself: variables, loops, functions, conditions. Source: GRUB kern/corecmd.c, script/execute.c. */

import type { Play } from '../boot-program.ts'
import { compileExpression } from './expression.ts'
import { runScript } from './interpreter.ts'
import { GRUB_LIMITS } from './limits.ts'
import { type Call, type CommandRun, looping, type Machine, STATUS } from './machine.ts'
import { matchExpression } from './match.ts'
import { parseOptions } from './options.ts'
import { isFilled, isRoot } from './probe.ts'
import { testExpression } from './test-expression.ts'

const { ok, badArgument } = STATUS

export const LANGUAGE_COMMANDS: Record<string, CommandRun> = {
  '[': test,
  test,
  true: () => ok,
  false: () => STATUS.false,
  set: setVariable,
  unset({ env }, { args }) {
    if (args[0] === undefined) return badArgument
    env.unset(args[0])
    return ok
  },
  export({ env }, { args }) {
    if (args.length === 0) return badArgument
    for (const name of args) env.export(name)
    return ok
  },
  eval: (machine, { args, at }) => runScript(machine, at.file, args.join(' '), at.line),
  break: (machine, call) => leaveLoops(machine, call, false),
  continue: (machine, call) => leaveLoops(machine, call, true),
  return(machine, { args }) {
    const number = args[0] === undefined ? (machine.env.get('?') ?? '0') : args[0]
    if (machine.parameters === null || args.length > 1 || !/^\d+$/.test(number)) return badArgument
    machine.returning = true
    return Number(number)
  },
  shift(machine, { args }) {
    const { parameters } = machine
    if (parameters === null) return ok
    const count = args[0] === undefined ? 1 : decimal(args[0])
    if (args.length > 1 || count === null || count > parameters.length) return badArgument
    machine.parameters = parameters.slice(count)
    return ok
  },
  setparams(machine, { args }) {
    if (machine.parameters === null) return STATUS.invalidCommand
    machine.parameters = args
    return ok
  },
  regexp,
}

function* test(machine: Machine, { args, at }: Call): Play<number> {
  const files = {
    isFilled: (name: string) => isFilled(machine, name, at),
    isRoot: (name: string) => isRoot(machine, name),
  }
  return (yield* testExpression(args, files)) ? ok : STATUS.false
}

function setVariable(machine: Machine, { args: [assignment], at }: Call): number {
  if (assignment === undefined) return ok
  const equals = assignment.indexOf('=')
  if (equals < 0) return badArgument
  machine.setVariable(assignment.slice(0, equals), assignment.slice(equals + 1), at)
  return ok
}

function leaveLoops(machine: Machine, { args }: Call, continuing: boolean): number {
  const [word = '1', ...more] = args
  if (more.length === 0 && !/^[0-9]/.test(word)) return STATUS.badNumber
  const count = decimal(word)
  if (more.length > 0 || count === null || count === 0) return badArgument
  machine.leaving = Math.min(count, machine.loops)
  machine.continuing = continuing
  return ok
}

/** null: something else than digits. */
function decimal(word: string): number | null {
  return /^[0-9]+$/.test(word) ? Number(word) : null
}

/** `regexp [--set [NUMBER:]VARIABLE]... EXPRESSION TEXT`. Source: GRUB commands/regexp.c. */
function regexp(machine: Machine, { args, at }: Call): number {
  const parsed = parseOptions(args, { set: { short: 's', value: true } })
  const [source, text, ...more] = parsed?.words ?? []
  if (parsed === null || source === undefined || text === undefined || more.length > 0) return badArgument
  const program = compileExpression(source, machine.matching)
  const groups = program && matchExpression(program, text, machine.matching)
  if (machine.matching.steps > GRUB_LIMITS.matchSteps)
    throw looping(at, `regular expressions took more than ${GRUB_LIMITS.matchSteps} steps`)
  if (groups === null) return STATUS.false
  for (const target of parsed.options.get('set') ?? []) {
    const colon = target.indexOf(':')
    const number = colon < 0 ? 1 : decimal(target.slice(0, colon))
    if (number === null) return badArgument
    const name = target.slice(colon + 1)
    const value = groups[number] ?? null
    if (value === null) machine.env.unset(name)
    else machine.setVariable(name, value, at)
  }
  return ok
}
