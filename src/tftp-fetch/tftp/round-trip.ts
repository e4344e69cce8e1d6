/**
 * How long to wait for an answer: smoothed round-trip time and its variation (RFC 6298 section 2). Times in ms. What a
 * server repeats by itself looks like a long round trip, so the shortest one bounds the wait.
 */

const FLOOR = 20
const CEILING = 2000
/** Before anything was measured. */
const INITIAL = 300

/** The round trips to one server. */
export interface RoundTrip {
  /** Shortest round trip that was measured; null: none yet. */
  readonly shortest: number | null
  /** Smoothed round-trip time; 0 before anything is known. */
  readonly typical: number
  /** Silence after which something is taken to be lost. */
  readonly timeout: number
  /** Adds a measurement, which must be of a packet that was sent only once (Karn). */
  measured(ms: number): void
}

/** `shortest`: the shortest round trip of earlier transfers; null: not known. */
export function createRoundTrip(shortest: number | null): RoundTrip {
  let least = shortest
  let smoothed: number | null = null
  let variation = 0

  return {
    get shortest() {
      return least
    },
    get typical() {
      return smoothed ?? least ?? 0
    },
    get timeout() {
      if (least === null) return INITIAL
      if (smoothed === null) return clamp(4 * least)
      return clamp(Math.min(smoothed + 4 * variation, FLOOR + 8 * least))
    },
    measured(ms) {
      least = Math.min(least ?? ms, ms)
      if (smoothed === null) {
        smoothed = ms
        variation = ms / 2
      } else {
        variation += (Math.abs(smoothed - ms) - variation) / 4
        smoothed += (ms - smoothed) / 8
      }
    },
  }
}

/** The wait after `repeats` fruitless waits, the first of which was `timeout`. */
export function backedOff(timeout: number, repeats: number): number {
  return Math.min(timeout * 2 ** Math.min(repeats, 10), CEILING)
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, FLOOR), CEILING)
}
