/**
 * Decides when to acknowledge a gap. At once, because the server then sends from there (RFC 7440 section 4); but only
 * once in a round trip, because until then more gaps come from the same burst; and later on a path that reorders
 * packets, as a missing block that comes twice has shown: there a gap closes by itself. Times in ms.
 */

import type { RoundTrip } from './round-trip.ts'

/** Watches the blocks of one transfer for gaps. */
export interface GapWatch {
  /** Gaps that were acknowledged and first silences, less the gaps that turned out not to be losses. */
  readonly losses: number
  /** A block came ahead of a missing one; `complete` is the last block before the gap. */
  early(complete: number): void
  /** Block `number`, counted without rollover, came again. */
  duplicate(number: number): void
  /** A time-out found a loss that no gap had shown. */
  silence(): void
  close(): void
}

/** Longest wait for a block that may only be late, ms, unless the round trip is longer. */
const MAX_PATIENCE = 16

/** `acknowledge` is called with the last block before a gap, if the gap `isOpen` still. */
export function createGapWatch(
  roundTrip: RoundTrip,
  isOpen: (complete: number) => boolean,
  acknowledge: (complete: number) => void,
): GapWatch {
  let losses = 0
  let patience = 0
  let seen = -1
  let acknowledged = -1
  let acknowledgedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null

  function due(): void {
    timer = null
    if (!isOpen(seen) || acknowledged === seen) return
    acknowledged = seen
    acknowledgedAt = performance.now()
    losses++
    acknowledge(seen)
  }

  return {
    get losses() {
      return losses
    },
    early(complete) {
      if (complete === seen && (timer !== null || acknowledged === seen)) return
      seen = complete
      const wait = Math.max(patience, acknowledgedAt + roundTrip.typical - performance.now())
      if (timer !== null) clearTimeout(timer)
      timer = null
      if (wait <= 0) due()
      else timer = setTimeout(due, Math.max(wait, 1))
    },
    duplicate(number) {
      if (number !== acknowledged + 1) return
      acknowledged = -1
      losses--
      patience = Math.min(Math.max(2 * patience, 1), Math.max(roundTrip.typical, MAX_PATIENCE))
    },
    silence() {
      losses++
    },
    close() {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
