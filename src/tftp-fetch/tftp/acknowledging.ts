/** The acknowledgements of a transfer, and what their answers say about the round trip. */

import { encodeAck } from './packet.ts'
import type { RoundTrip } from './round-trip.ts'

/** All acknowledge up to the last block before a gap. */
export interface Acknowledging {
  /** For the first time: the server may go on. */
  now(): void
  /** Once more. What comes then may be an answer to either, and is not measured (Karn). */
  again(): void
  /** When a whole window has come. Held back while the writes are behind: then the server waits. */
  whenWindowCame(): void
  /** Once more, for the server that repeats itself because our acknowledgement was lost. */
  whenLost(): void
  /** The next block is here. */
  answered(): void
}

/** `complete` is the block to acknowledge, counted from 1 without rollover; `isBehind`: more is not to come now. */
export function createAcknowledging(
  roundTrip: RoundTrip,
  windowSize: number,
  { complete, isBehind, send }: { complete(): number; isBehind(): boolean; send(packet: Buffer): void },
): Acknowledging {
  let last = 0
  let sentAt = 0
  let measuring = false

  function acknowledge(isFirst: boolean): void {
    last = complete()
    sentAt = performance.now()
    measuring = isFirst
    send(encodeAck(last & 0xffff))
  }

  return {
    now: () => acknowledge(true),
    again: () => acknowledge(false),
    whenWindowCame() {
      if (!isBehind() && complete() - last >= windowSize) acknowledge(true)
    },
    whenLost() {
      if (!isBehind() && performance.now() - sentAt >= roundTrip.timeout) acknowledge(false)
    },
    answered() {
      if (measuring) roundTrip.measured(performance.now() - sentAt)
      measuring = false
    },
  }
}
