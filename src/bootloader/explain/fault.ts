/** One way a boot can fail, as the tables of boot-faults.ts and dhcp-faults.ts describe it. */

import type { DryRun } from './dry-run.ts'

/** What is known when the fault is looked for. */
export type Facts = Omit<DryRun, 'diagnosis'>

/** A row of a table of faults. */
export interface Fault {
  applies(facts: Facts): boolean
  /** What was seen, and what to do. */
  advice(facts: Facts): string
}
