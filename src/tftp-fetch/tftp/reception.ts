/**
 * The blocks of a transfer from the first acknowledgement to the last (RFC 1350, 7440). The server sends a window of
 * blocks for each acknowledgement; a gap is acknowledged at once, silence after a time-out, duplicates not at all
 * unless the time for an answer is over (so no packet is ever doubled: the Sorcerer's Apprentice).
 */

import { BootError } from '../../boot-error.ts'
import { createWriteBehind } from '../write-behind.ts'
import { createBlockWindow } from './block-window.ts'
import { createGapWatch } from './gap-watch.ts'
import type { NegotiatedOptions } from './options.ts'
import { encodeAck } from './packet.ts'
import { recycle } from './recycle.ts'
import { backedOff, type RoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'

/** What a reception needs of the transfer that it belongs to, and tells it. */
export interface ReceptionHost {
  send(packet: Buffer): void
  write(chunk: Uint8Array): void | Promise<void>
  /** A block came in order. */
  progressed(): void
  /** Blocks did not come in time. False: the reception ends as starved. */
  lost(loss: Loss): boolean
  /** ICMP says that nobody is there any more. */
  isGone(): boolean
  /** All is written; `data` is still answered until `close`. */
  whole(): void
  /** What came before is written. */
  starved(): void
  /** `write` failed, or the server broke the rules. */
  failed(error: unknown): void
}

export interface Reception {
  /** The last block is here, if not written. */
  readonly complete: boolean
  /** Starts the clock; with options it is the first acknowledgement that lets the server begin. */
  begin(hasOptions: boolean): void
  /** A DATA packet; `block` as on the wire. */
  data(block: number, payload: Buffer): void
  /** The server repeated its options. */
  repeated(): void
  close(): void
}

/** Repetitions of the last acknowledgement (RFC 1350 section 6). */
const COURTESY = 16

/** Times of `roundTrip` in ms; `source` names URL and server for errors. */
export function createReception(
  negotiated: NegotiatedOptions,
  roundTrip: RoundTrip,
  source: string,
  host: ReceptionHost,
): Reception {
  let state: 'receiving' | 'lingering' | 'over' = 'receiving'
  let acknowledged = 0
  let acknowledgedAt = 0
  let measuring = false
  let heardAt = performance.now()
  let repeats = 0
  let courtesy = COURTESY
  let timer: NodeJS.Timeout | undefined

  const behind = createWriteBehind(host.write, { onProgress: acknowledgeWindow, onError: host.failed })

  const window = createBlockWindow(negotiated, (payload) => {
    behind.push(payload)
    host.progressed()
    recycle(payload.length)
  })

  const gaps = createGapWatch(
    roundTrip,
    (complete) => state === 'receiving' && window.complete === complete && window.held > 0,
    () => {
      if (isBearable(1)) acknowledgeAgain()
      else starve()
    },
  )

  /** Everything up to `complete` is there: the server may go on with the next window. */
  function acknowledge(): void {
    acknowledged = window.complete
    acknowledgedAt = performance.now()
    measuring = true
    host.send(encodeAck(acknowledged & 0xffff))
  }

  /** What comes then may be an answer to either, and is not measured (Karn). */
  function acknowledgeAgain(): void {
    acknowledge()
    measuring = false
  }

  /** Held back while the writes are behind: then the server waits. */
  function acknowledgeWindow(): void {
    if (state !== 'receiving' || behind.isBehind) return
    if (window.complete - acknowledged >= negotiated.windowSize) acknowledge()
  }

  /** For the server that repeats itself because our acknowledgement was lost. */
  function acknowledgeIfDue(): void {
    if (behind.isBehind || performance.now() - acknowledgedAt < roundTrip.timeout) return
    acknowledgeAgain()
  }

  /** Looks after silence. A server that is gone may know nothing of us, so it has to be asked from the start. */
  function watch(): void {
    const now = performance.now()
    if (behind.isBehind) heardAt = now
    else if (now - heardAt >= backedOff(roundTrip.timeout, repeats)) {
      repeats++
      heardAt = now
      // A further silence after the same block loses no further block.
      if (repeats === 1) gaps.silence()
      if (!isBearable(repeats === 1 ? 1 : 0) || host.isGone()) {
        starve()
        return
      }
      acknowledgeAgain()
    }
    timer = setTimeout(watch, Math.max(1, backedOff(roundTrip.timeout, repeats) - (now - heardAt)))
  }

  /** `blocks` are missing that were not counted before. */
  function isBearable(blocks: number): boolean {
    return host.lost({ blocks, silences: repeats, complete: window.complete, events: gaps.losses })
  }

  function receive(block: number, payload: Buffer): void {
    const fate = window.accept(block, payload)
    if (state !== 'receiving' || fate === 'foreign') return
    if (fate === 'duplicate') {
      gaps.duplicate(window.complete - ((window.complete - block) & 0xffff))
      acknowledgeIfDue()
      return
    }
    repeats = 0
    if (fate === 'early') {
      gaps.early(window.complete)
      return
    }
    if (measuring) roundTrip.measured(performance.now() - acknowledgedAt)
    measuring = false
    if (window.finished) finish()
    else acknowledgeWindow()
  }

  /** The last block is here. */
  function finish(): void {
    acknowledge()
    end('lingering')
    behind.finish().then(host.whole, host.failed)
  }

  function starve(): void {
    end('over')
    behind.finish().then(host.starved, host.failed)
  }

  function end(how: 'lingering' | 'over'): void {
    state = how
    clearTimeout(timer)
    gaps.close()
  }

  return {
    get complete() {
      return window.finished
    },
    begin(hasOptions) {
      timer = setTimeout(watch, roundTrip.timeout)
      if (hasOptions) acknowledge()
    },
    data(block, payload) {
      heardAt = performance.now()
      if (state === 'lingering') {
        if (block === (window.complete & 0xffff) && courtesy-- > 0) host.send(encodeAck(block))
      } else if (state === 'receiving') {
        if (payload.length <= negotiated.blockSize) receive(block, payload)
        else host.failed(tooLong(source, payload.length, negotiated.blockSize))
      }
    },
    repeated() {
      heardAt = performance.now()
      if (state === 'receiving' && window.complete === 0) acknowledgeIfDue()
    },
    close() {
      end('over')
    },
  }
}

function tooLong(source: string, length: number, blockSize: number): BootError {
  return new BootError('E_FETCH_PROTOCOL', {
    what: `${source}: a block of ${length} bytes where ${blockSize} were agreed`,
  })
}
