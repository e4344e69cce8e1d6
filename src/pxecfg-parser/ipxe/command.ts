/** A command of the script language: its options and words, and what it does. */

import type { Status } from './failure.ts'
import type { Image } from './images.ts'
import type { Machine } from './machine.ts'
import type { Arguments, Syntax } from './options.ts'
import type { LocalBoot } from './result.ts'
import type { Asking } from './wants.ts'

/** The result of a command: its status, or something that only the interpreter can do. */
export type Outcome =
  | Status
  | { goto: string }
  | { exit: number }
  /** Run an image; `replace`: instead of the running script. */
  | { execute: Image; replace: boolean }
  | { local: LocalBoot }

/** A command: the options and words it takes, and what it does with them. */
export interface ScriptCommand extends Syntax {
  run(machine: Machine, given: Arguments): Asking<Outcome>
}

/** The most words of a command that takes any number of them. */
export const ANY = Number.POSITIVE_INFINITY

/** A command that needs nothing from outside. */
export function plain(
  words: Syntax['words'],
  run: (machine: Machine, given: Arguments) => Outcome,
  options: Syntax['options'] = {},
): ScriptCommand {
  return {
    words,
    options,
    // biome-ignore lint/correctness/useYield: it has nothing to yield
    *run(machine, given) {
      return run(machine, given)
    },
  }
}
