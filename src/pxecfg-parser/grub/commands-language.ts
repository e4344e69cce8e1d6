/** Commands of the language itself: variables, loops, functions, conditions. Source: GRUB kern/corecmd.c, script/execute.c. */

import type { Play } from '../boot-program.ts'
import { compileExpression } from './expression.ts'
import { runScript } from './interpreter.ts'
import { GRUB_LIMITS } from './limits.ts'
import { type Call, type CommandRun, looping, type Machine, STATUS } from './machine.ts'
import { matchExpression } from './match.ts'
import { leadingNumber } from './numbers.ts'
import { parseOptions } from './options.ts'
import { isFilled } from './probe.ts'
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
    const count = args[0] === undefined ? 1 : leadingNumber(args[0])?.value
    const { parameters } = machine
    if (parameters === null || count === undefined || count > parameters.length) return badArgument
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
  return (yield* testExpression(args, (name) => isFilled(machine, name, at))) ? ok : STATUS.false
}

function setVariable(machine: Machine, { args: [assignment], at }: Call): number {
  if (assignment === undefined) return ok
  const equals = assignment.indexOf('=')
  if (equals < 1) return badArgument
  machine.setVariable(assignment.slice(0, equals), assignment.slice(equals + 1), at)
  return ok
}

function leaveLoops(machine: Machine, { args }: Call, continuing: boolean): number {
  const count = args[0] === undefined ? 1 : leadingNumber(args[0])?.value
  if (count === undefined || count === 0) return badArgument
  machine.leaving = Math.min(count, machine.loops)
  machine.continuing = continuing
  return ok
}

/** `regexp [--set [NUMBER:]VARIABLE]... EXPRESSION TEXT`. Source: GRUB commands/regexp.c. */
function regexp(machine: Machine, { args, at }: Call): number {
  const parsed = parseOptions(args, { set: { short: 's', value: true } })
  const [source, text, ...more] = parsed?.words ?? []
  if (parsed === null || source === undefined || text === undefined || more.length > 0) return badArgument
  const program = compileExpression(source)
  if (program === null) return badArgument
  const groups = matchExpression(program, text, machine.matching)
  if (machine.matching.steps > GRUB_LIMITS.matchSteps)
    throw looping(at, `regular expressions took more than ${GRUB_LIMITS.matchSteps} steps`)
  if (groups === null) return STATUS.false
  for (const target of parsed.options.get('set') ?? []) {
    const [, number = '1', name = target] = /^(\d+):(.*)$/s.exec(target) ?? []
    const value = groups[Number(number)]
    if (value === undefined || name === '') return badArgument
    machine.setVariable(name, value, at)
  }
  return ok
}
