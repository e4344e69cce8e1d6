/** Sends the acknowledgements of a transfer, and measures the round trip by their answers. */

import { encodeAck } from './packet.ts'
import type { RoundTrip } from './round-trip.ts'

/** Sends acknowledgements, always for the last block before any gap. */
export interface Acknowledging {
  /** Acknowledges for the first time, so that the server goes on. */
  now(): void
  /** Acknowledges once more. What comes then may answer either acknowledgement, so it is not measured (Karn). */
  again(): void
  /** Acknowledges if a whole window has come. While the writes are behind it does not, and the server waits. */
  whenWindowCame(): void
  /**
   * Acknowledges once more, after the time-out, for a server that repeats itself because it lost our acknowledgement.
   */
  whenLost(): void
  /** The next block in order has come. */
  answered(): void
}

/** What acknowledging needs. */
interface AcknowledgingHost {
  /** The block to acknowledge, counted from 1 without rollover. */
  complete(): number
  /** Whether writes are behind, so that no more blocks should come. */
  isBehind(): boolean
  /** As in Endpoint: the first acknowledgement of a block follows its arrival, so the server is still there. */
  send(packet: Buffer): void
  sendBlindly(packet: Buffer): void
}

/** Makes the acknowledging of one transfer. */
export function createAcknowledging(
  roundTrip: RoundTrip,
  windowSize: number,
  { complete, isBehind, send, sendBlindly }: AcknowledgingHost,
): Acknowledging {
  let last = 0
  let sentAt = 0
  let measuring = false

  function acknowledge(isFirst: boolean): void {
    last = complete()
    sentAt = performance.now()
    measuring = isFirst
    const packet = encodeAck(last & 0xffff)
    if (isFirst) sendBlindly(packet)
    else send(packet)
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
