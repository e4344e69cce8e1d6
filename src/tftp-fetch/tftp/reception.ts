/**
 * The blocks of a transfer from the first acknowledgement to the last (RFC 1350, 7440). The server sends a window of
 * blocks for each acknowledgement; a gap is acknowledged at once, silence after a time-out, duplicates not at all
 * unless the time for an answer is over (so no packet is ever doubled: the Sorcerer's Apprentice).
 */

import { createWriteBehind } from '../write-behind.ts'
import { createAcknowledging } from './acknowledging.ts'
import { createBlockWindow } from './block-window.ts'
import { createLossWatch } from './loss-watch.ts'
import type { NegotiatedOptions } from './options.ts'
import { recycle } from './recycle.ts'
import type { RoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'

/** What a reception needs from its transfer, and reports to it. */
export interface ReceptionHost {
  /** As in Endpoint. */
  send(packet: Buffer): void
  sendBlindly(packet: Buffer): void
  write(chunk: Uint8Array): void | Promise<void>
  /** A block came in order. */
  progressed(): void
  /** Blocks did not come in time. False: the reception ends as starved. */
  lost(loss: Loss): boolean
  /** ICMP says that nobody is there any more. */
  isGone(): boolean
}

/** The blocks of one transfer, from its first packet on. */
export interface Reception {
  /** The last block has come, though it may not be written yet. */
  readonly complete: boolean
  /**
   * 'complete': all is written, and `data` is still answered until `close`. 'starved': too much was lost; what came
   * before is written. Rejects with what `write` threw.
   */
  readonly ended: Promise<'complete' | 'starved'>
  /** Starts the clock. With options it acknowledges them, which lets the server begin. */
  begin(hasOptions: boolean): void
  /** A DATA packet; `block` as on the wire, `payload` no longer than the negotiated block size. */
  data(block: number, payload: Buffer): void
  /** The server repeated its options. */
  repeated(): void
  close(): void
}

/** Times that the last acknowledgement is repeated (RFC 1350 section 6). */
const COURTESY = 16

/** Makes the reception of a transfer with the `negotiated` options; it does nothing before `begin`. */
export function createReception(
  negotiated: NegotiatedOptions,
  roundTrip: RoundTrip,
  host: ReceptionHost,
): Reception {
  let state: 'receiving' | 'lingering' | 'over' = 'receiving'
  let courtesy = COURTESY
  let resolve: (end: 'complete' | 'starved') => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const ended = new Promise<'complete' | 'starved'>((...settle) => {
    ;[resolve, reject] = settle
  })

  const behind = createWriteBehind(host.write, {
    onProgress() {
      if (state === 'receiving') acknowledging.whenWindowCame()
    },
    onError: reject,
  })
  const window = createBlockWindow(negotiated, (payload) => {
    behind.push(payload)
    host.progressed()
    recycle(payload.length)
  })
  const acknowledging = createAcknowledging(roundTrip, negotiated.windowSize, {
    complete: () => window.complete,
    isBehind: () => behind.isBehind,
    send: host.send,
    sendBlindly: host.sendBlindly,
  })
  const losses = createLossWatch(roundTrip, window, {
    isPaused: () => behind.isBehind,
    isBearable: host.lost,
    isGone: host.isGone,
    sendAgain: acknowledging.again,
    starved: () => end('starved'),
  })

  function receive(block: number, payload: Buffer): void {
    const fate = window.accept(block, payload)
    if (fate === 'foreign') return
    if (fate === 'duplicate') {
      losses.duplicate(window.complete - ((window.complete - block) & 0xffff))
      acknowledging.whenLost()
      return
    }
    losses.progressed(fate === 'early')
    if (fate === 'early') return
    acknowledging.answered()
    if (window.finished) {
      acknowledging.now()
      end('complete')
    } else acknowledging.whenWindowCame()
  }

  function end(how: 'complete' | 'starved'): void {
    stop(how === 'complete' ? 'lingering' : 'over')
    behind.finish().then(() => resolve(how), reject)
  }

  function stop(how: 'lingering' | 'over'): void {
    state = how
    losses.close()
  }

  return {
    get complete() {
      return window.finished
    },
    ended,
    begin(hasOptions) {
      losses.start()
      if (hasOptions) acknowledging.now()
    },
    data(block, payload) {
      losses.heard()
      if (state === 'receiving') receive(block, payload)
      else if (state === 'lingering' && block === (window.complete & 0xffff) && courtesy-- > 0)
        acknowledging.again()
    },
    repeated() {
      losses.heard()
      if (state === 'receiving' && window.complete === 0) acknowledging.whenLost()
    },
    close() {
      stop('over')
    },
  }
}
