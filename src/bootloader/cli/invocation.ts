/** What a command hands to the command line when it is called. */

import type { Argv } from 'yargs'

/** A parsed call, ready to run. */
export interface Invocation {
  /** Options that site settings may set for this command; null: it has none. */
  settable: ReadonlySet<string> | null
  /** --config; null: not given. */
  config: string | null
  guestWords: string[]
  /** Resolves with the exit status. */
  run(): Promise<number>
}

export type Found = (invocation: Invocation) => void

/** Adds one command to the parser; `found` is told when it is the one that was called. */
export type AddCommand = (parser: Argv, found: Found) => Argv

/** A call of a command that is about no guest. */
export function plainInvocation(run: () => Promise<number>): Invocation {
  return { settable: null, config: null, guestWords: [], run }
}
