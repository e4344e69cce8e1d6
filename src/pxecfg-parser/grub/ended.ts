/** A boot never comes back: it leaves all commands around it. */

import type { GrubEntry } from './types.ts'

/** Thrown where something boots, and caught where the play began. */
export class Ended {
  readonly entry: GrubEntry

  constructor(entry: GrubEntry) {
    this.entry = entry
  }
}
