/** One way a boot can fail, as the tables of boot-faults.ts and dhcp-faults.ts describe it. */

import type { Story } from './story.ts'

/** What is known when the fault is looked for. */
export type Facts = Omit<Story, 'diagnosis'>

/** A row of a table of faults. */
export interface Fault {
  applies(facts: Facts): boolean
  /** What was seen, and what to do. */
  advice(facts: Facts): string
}
