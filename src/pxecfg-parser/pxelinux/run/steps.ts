/** The loop that runs the walk: each step says what comes next, and the next one is run. */

import type { BootError } from '../../../boot-error.ts'
import type { Play } from '../../boot-program.ts'
import { boot, bootLinux, bootLocal } from './boot.ts'
import { runFile, runLabel, runTyped } from './commands.ts'
import { changeConfig } from './config.ts'
import { execute } from './execute.ts'
import { runMenu } from './menus.ts'
import type { Came, Next, Step, Walking } from './next.ts'
import { prompt } from './prompt.ts'
import { runConfigured, start } from './start.ts'
import type { Walk } from './walk.ts'

/** Runs `first` and all that it leads to. null: something boots; an error that ends everything is thrown. */
export function* run(walk: Walk, first: Next): Play<BootError | null> {
  let came: Came = first
  while (came !== null && 'step' in came) {
    const step = stepOf(walk, came)
    came = isWalking(step) ? yield* finish(walk, step) : step
  }
  return came
}

/** Runs the steps that a step yields, and passes its wants on. */
function* finish(walk: Walk, step: Walking<Came>): Play<Came> {
  let state = step.next(null)
  while (!state.done) {
    const { value } = state
    state = step.next('step' in value ? yield* run(walk, value) : yield value)
  }
  return state.value
}

function isWalking(step: Step): step is Walking<Came> {
  return step !== null && Symbol.iterator in step
}

function stepOf(walk: Walk, next: Next): Step {
  switch (next.step) {
    case 'start':
      return start(walk)
    case 'configured':
      return runConfigured(walk)
    case 'command':
      return runTyped(walk, next)
    case 'label':
      return runLabel(walk, next)
    case 'file':
      return runFile(walk, next)
    case 'execute':
      return execute(walk, next.command)
    case 'config':
      return changeConfig(walk, next)
    case 'menu':
      return runMenu(walk, next.files)
    case 'prompt':
      return prompt(walk, next.error)
    case 'linux':
      return bootLinux(walk, next)
    case 'boot':
      return boot(walk, next.entry)
    case 'local':
      return bootLocal(walk, next.local)
  }
}
