/** The acknowledgements of a transfer, and what their answers say about the round trip. */

import { encodeAck } from './packet.ts'
import type { RoundTrip } from './round-trip.ts'

export interface Acknowledging {
  /** The block acknowledged last, counted from 1 without rollover; 0: none yet. */
  readonly last: number
  /** The last one is so old that its answer, or it, is taken for lost. */
  readonly isStale: boolean
  /** Everything up to `block` is there: the server may go on. */
  upTo(block: number): void
  /** Once more. What comes then may be an answer to either, and is not measured (Karn). */
  again(block: number): void
  /** The next block is here. */
  answered(): void
}

export function createAcknowledging(roundTrip: RoundTrip, send: (packet: Buffer) => void): Acknowledging {
  let last = 0
  let sentAt = 0
  let measuring = false

  function acknowledge(block: number, isFirst: boolean): void {
    last = block
    sentAt = performance.now()
    measuring = isFirst
    send(encodeAck(block & 0xffff))
  }

  return {
    get last() {
      return last
    },
    get isStale() {
      return performance.now() - sentAt >= roundTrip.timeout
    },
    upTo: (block) => acknowledge(block, true),
    again: (block) => acknowledge(block, false),
    answered() {
      if (measuring) roundTrip.measured(performance.now() - sentAt)
      measuring = false
    },
  }
}
