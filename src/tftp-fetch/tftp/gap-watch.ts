/**
 * When to acknowledge a gap. At once, for the server then sends from there (RFC 7440 section 4); but once in a round
 * trip, for until then more gaps come from the same burst, and later on a way that reorders packets: there the server
 * has been seen to send a missing block twice, and a gap closes by itself if one waits. Times in ms.
 */

import type { RoundTrip } from './round-trip.ts'

export interface GapWatch {
  /** Gaps that were acknowledged, less those that had been no loss. */
  readonly losses: number
  /** A block came before one that is missing; `complete` is the last before the gap. */
  early(complete: number): void
  /** Block `number`, counted without rollover, came again. */
  duplicate(number: number): void
  /** A time-out found what no gap showed. */
  silence(): void
  close(): void
}

/** Longest wait for a block that may only be late. */
const MAX_PATIENCE = 16

/** `acknowledge` is called with the last block before the gap, if that `isOpen` still. */
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
