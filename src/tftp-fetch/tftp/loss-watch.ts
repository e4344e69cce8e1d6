/** Notices lost blocks, by a gap or by silence, and has them sent again as long as the losses are bearable. */

import type { BlockWindow } from './block-window.ts'
import { createGapWatch } from './gap-watch.ts'
import type { RoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'
import { createSilenceWatch } from './silence-watch.ts'

/** Watches the blocks of one transfer for losses. */
export interface LossWatch {
  /** Starts the clock. */
  start(): void
  /** A packet came. */
  heard(): void
  /** A new block came; `early`: one before it is missing. */
  progressed(early: boolean): void
  /** Block `number`, counted without rollover, came again. */
  duplicate(number: number): void
  close(): void
}

/** What a loss watch asks its reception, and has it do. */
export interface LossHandlers {
  /** Whether silence is our own doing, because acknowledgements are held back. */
  isPaused(): boolean
  /** Whether to go on with these options in spite of the loss. */
  isBearable(loss: Loss): boolean
  /** ICMP has said several times that nobody is there any more. */
  isGone(): boolean
  /** Has the server go on after `window.complete`. */
  sendAgain(): void
  /** The losses are not bearable, or the server is gone. */
  starved(): void
}

/** Makes a watch over `window`; its clock stands still until `start`. */
export function createLossWatch(
  roundTrip: RoundTrip,
  window: BlockWindow,
  { isPaused, isBearable, isGone, sendAgain, starved }: LossHandlers,
): LossWatch {
  const gaps = createGapWatch(
    roundTrip,
    (complete) => window.complete === complete && window.held > 0,
    () => lost(1, false),
  )
  const silence = createSilenceWatch(roundTrip, isPaused, () => {
    // Another silence after the same block means no further loss.
    const isFirst = silence.silences === 1
    if (isFirst) gaps.silence()
    // A server that came back knows nothing of this transfer, so it has to be asked from the start.
    lost(isFirst ? 1 : 0, isGone())
  })

  /** Acts on a loss of `blocks` that were not counted before. */
  function lost(blocks: number, isHopeless: boolean): void {
    const { silences } = silence
    const loss = { blocks, silences, complete: window.complete, events: gaps.losses }
    if (isBearable(loss) && !isHopeless) sendAgain()
    else starved()
  }

  return {
    start: silence.start,
    heard: silence.heard,
    progressed(early) {
      silence.progressed()
      if (early) gaps.early(window.complete)
    },
    duplicate: gaps.duplicate,
    close() {
      silence.close()
      gaps.close()
    },
  }
}
