/** A boot never returns: it leaves all commands around it. */

import type { GrubEntry } from './types.ts'

/** Thrown by a command that boots, and caught where the play began. */
export class Ended {
  readonly entry: GrubEntry

  constructor(entry: GrubEntry) {
    this.entry = entry
  }
}
