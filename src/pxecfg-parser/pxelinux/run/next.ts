/**
 * What a step of the walk leads to, as data. steps.ts says which function takes each of them and runs it: the steps
 * themselves know nothing of one another.
 */

import type { BootError } from '../../../boot-error.ts'
import type { Answer, Want } from '../../boot-program.ts'
import type { Origin } from '../../diagnostics.ts'
import type { BootEntry, CmdlinePart } from '../../types.ts'
import type { Label } from '../parse/index.ts'
import type { Command } from './command-line.ts'

/** Who runs a command: the boot: prompt (and DEFAULT, UI, ONTIMEOUT there), an ONERROR, a menu. */
export type CommandSource = 'prompt' | 'onerror' | 'menu'

/** A step to run next. */
export type Next =
  /** What the caller has chosen, else what the configuration says. */
  | { step: 'start' }
  /** What the configuration in force says: UI, DEFAULT or the boot: prompt. */
  | { step: 'configured' }
  /** A command line as at the boot: prompt: a label, or a file; then ONERROR. */
  | { step: 'command'; text: string; because: string; origin: Origin | null }
  /** `typed`: everything after the label's name, blanks included. */
  | { step: 'label'; label: Label; typed: string; by: CommandSource }
  /** A file that is not a label. */
  | { step: 'file'; text: string; by: CommandSource }
  /** A command whose type and words are known. */
  | { step: 'execute'; command: Command }
  /** CONFIG: another configuration file, `args` the directory. */
  | { step: 'config'; name: string; args: string; origin: Origin | null }
  /** menu.c32 with these configuration files; none: the one in force. */
  | { step: 'menu'; files: readonly string[] }
  /** `error`: what led to the boot: prompt; null: PROMPT 1. */
  | { step: 'prompt'; error: BootError | null }
  /** Kernel and initrds as PXELINUX names them; `line`: the command line in which they are named. */
  | {
      step: 'linux'
      kernel: string
      initrds: readonly string[]
      line: { cmdline: string; parts: CmdlinePart[] }
    }
  /** An entry whose files are known. */
  | { step: 'boot'; entry: Partial<BootEntry> }
  /** The machine's own disk. */
  | { step: 'local'; local: NonNullable<BootEntry['local']> }

/** The result of a step. null: something boots; a BootError: PXELINUX would go on (with ONERROR, then the prompt). */
export type Came = Next | BootError | null

/** A step's result, or the computation that leads to it. */
export type Step = Came | Walking<Came>

/** A computation of the walk: it yields wants, and steps to be run before it goes on. */
export type Walking<T> = Generator<Want | Next, T, Answer>

/** Runs `came` to its end and returns the result. */
export function* outcomeOf(came: Came): Walking<BootError | null> {
  return came !== null && 'step' in came ? ((yield came) as BootError | null) : came
}

/** Runs `next` where PXELINUX never comes back: an error ends everything, without the ONERROR of what led here. */
export function* endingWith(next: Next): Walking<null> {
  const error = yield* outcomeOf(next)
  if (error !== null) throw error
  return null
}
