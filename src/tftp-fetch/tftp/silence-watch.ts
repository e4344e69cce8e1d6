/** Notices that a server is silent: nothing came within the round trip's time-out, which doubles each time. */

import { backedOff, type RoundTrip } from './round-trip.ts'

/** Watches one transfer for silence. */
export interface SilenceWatch {
  /** Silences since the last new block. */
  readonly silences: number
  /** Starts the clock. */
  start(): void
  /** A packet came. */
  heard(): void
  /** A new block came. */
  progressed(): void
  close(): void
}

/** `onSilence` is called at each silence. While `isPaused`, silence is our own doing and does not count. */
export function createSilenceWatch(
  roundTrip: RoundTrip,
  isPaused: () => boolean,
  onSilence: () => void,
): SilenceWatch {
  let silences = 0
  let heardAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function look(): void {
    const now = performance.now()
    if (isPaused()) heardAt = now
    else if (now - heardAt >= backedOff(roundTrip.timeout, silences)) {
      silences++
      heardAt = now
      onSilence()
    }
    wait(backedOff(roundTrip.timeout, silences) - (now - heardAt))
  }

  function wait(ms: number): void {
    if (!closed) timer = setTimeout(look, Math.max(1, ms))
  }

  return {
    get silences() {
      return silences
    },
    start: () => wait(roundTrip.timeout),
    heard() {
      heardAt = performance.now()
    },
    progressed() {
      silences = 0
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
