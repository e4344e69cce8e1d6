/** What every stage of a boot needs besides its data. */

import type { BootEvent } from './events.ts'

export interface Context {
  onEvent(event: BootEvent): void
  /** Ends the run; its reason is a BootError. */
  signal: AbortSignal
}
