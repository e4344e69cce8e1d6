/** Finds that blocks are lost, by a gap or by silence, and has them sent again for as long as that is bearable. */

import type { BlockWindow } from './block-window.ts'
import { createGapWatch } from './gap-watch.ts'
import type { RoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'
import { createSilenceWatch } from './silence-watch.ts'

export interface LossWatch {
  /** Starts the clock. */
  start(): void
  /** A packet came. */
  heard(): void
  /** A block came that was new; `early`: one before it is missing. */
  progressed(early: boolean): void
  /** Block `number`, counted without rollover, came again. */
  duplicate(number: number): void
  close(): void
}

export interface LossHandlers {
  /** Silence is our own doing. */
  isPaused(): boolean
  /** False: it is not bearable. */
  isBearable(loss: Loss): boolean
  /** ICMP says that nobody is there any more. */
  isGone(): boolean
  /** The server shall go on after `window.complete`. */
  sendAgain(): void
  starved(): void
}

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
    // A further silence after the same block loses no further block.
    const isFirst = silence.silences === 1
    if (isFirst) gaps.silence()
    // A server that is gone may know nothing of us, so it has to be asked from the start.
    lost(isFirst ? 1 : 0, isGone())
  })

  /** `blocks` are missing that were not counted before. */
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
