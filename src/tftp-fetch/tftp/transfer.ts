/**
 * One read request and the transfer that answers it (RFC 1350, 2347, 7440). The server sends a window of blocks for
 * each acknowledgement; a gap is acknowledged at once, silence after a time-out, duplicates not at all unless the
 * time for an answer is over (so no packet is ever doubled: the Sorcerer's Apprentice).
 */

import { createWriteBehind } from '../write-behind.ts'
import { createBlockWindow } from './block-window.ts'
import { openEndpoint } from './endpoint.ts'
import { noAnswer, notThere, protocolError } from './errors.ts'
import { createGapWatch } from './gap-watch.ts'
import { type Agreement, agree, PLAIN, requestOptions, type Wish } from './options.ts'
import { decodePacket, ERRORS, encodeAck, encodeError, encodeRequest, type Packet } from './packet.ts'
import { recycle } from './recycle.ts'
import { backedOff, createRoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'

export interface TransferRequest {
  url: string
  address: string
  port: number
  localAddress: string | null
  /** Latin-1, without NUL. */
  name: string
  /** What to ask for, given the bytes of the socket's receive buffer; null: a request without options. */
  wish(receiveBuffer: number): Wish | null
  /** How long each sending of the request waits for its answer, ms. */
  patience: readonly number[]
  /** Shortest round-trip time that is known, ms. */
  roundTripMs: number | null
  signal: AbortSignal
}

/** What a transfer asks its caller, and tells it. */
export interface TransferPolicy {
  /** `wish` is what was asked for. False: the request shall be made in another way; the transfer ends as 'declined'. */
  accepts(agreement: Agreement, wish: Wish | null): boolean
  /** Blocks did not come in time. False: the transfer ends as 'starved'. */
  lost(agreement: Agreement, loss: Loss): boolean
  write(chunk: Uint8Array): void | Promise<void>
  answered(agreement: Agreement, port: number): void
  repeated(reason: 'silence' | 'unreachable', attempt: number): void
  stray(source: string): void
}

export type TransferEnd =
  | { end: 'complete'; roundTripMs: number | null }
  | { end: 'declined'; agreement: Agreement; roundTripMs: number | null }
  | { end: 'starved'; agreement: Agreement; roundTripMs: number | null }
  /** The server's ERROR in place of an answer. */
  | { end: 'refused'; code: number; message: string }

/** Time for which the last acknowledgement is repeated if its block comes again (RFC 1350 section 6), ms. */
const LINGER = 2000
/** Answers that a transfer gives to strangers, and repetitions of its last acknowledgement. */
const COURTESY = 16

/** Runs a transfer to its end. Throws BootError: E_FETCH_TIMEOUT, E_NETWORK, E_FETCH_PROTOCOL, or what `write` throws. */
export async function runTransfer(request: TransferRequest, policy: TransferPolicy): Promise<TransferEnd> {
  const { url, address, signal } = request
  const server = `${address}:${request.port}`
  const roundTrip = createRoundTrip(request.roundTripMs)
  let resolve: (end: TransferEnd) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const ended = new Promise<TransferEnd>((...settle) => {
    ;[resolve, reject] = settle
  })

  let wish: Wish | null = null
  let timer: NodeJS.Timeout | undefined
  let state: 'requesting' | 'connecting' | 'receiving' | 'finishing' | 'over' = 'requesting'
  let peerPort: number | null = null
  let agreement = PLAIN
  let window = createBlockWindow(PLAIN, () => {})
  let courtesy = COURTESY
  let sent = 0
  let unreachable = 0
  let acknowledged = 0
  let acknowledgedAt = 0
  let measuring = false
  let heardAt = 0
  let repeats = 0

  const behind = createWriteBehind((chunk) => policy.write(chunk), {
    onProgress: () => acknowledgeWindow(),
    onError: (error) => fail(error, ERRORS.DISK_FULL),
  })

  const gaps = createGapWatch(
    roundTrip,
    (complete) => state === 'receiving' && window.complete === complete && window.held > 0,
    () => {
      if (!isBearable(1)) return giveUp('starved')
      acknowledge()
      measuring = false
    },
  )

  function ask() {
    const attempt = sent++
    const wait = request.patience[attempt]
    if (wait === undefined) return fail(noAnswer(url, server))
    if (attempt > 0) policy.repeated(unreachable > 0 ? 'unreachable' : 'silence', attempt)
    acknowledgedAt = performance.now()
    measuring = attempt === 0
    endpoint.send(encodeRequest(request.name, wish === null ? [] : requestOptions(wish)))
    timer = setTimeout(ask, wait)
  }

  function onUnreachable(error: NodeJS.ErrnoException) {
    if (state === 'finishing' || state === 'over') return
    unreachable++
    if (state !== 'requesting' || unreachable < 3) return
    fail(notThere(url, server, error))
  }

  function onMessage(bytes: Buffer, port: number, from: string) {
    const packet = decodePacket(bytes)
    if (from !== address || (peerPort !== null && port !== peerPort)) return refuseStray(packet, port, from)
    if (packet === null || state === 'over') return
    heardAt = performance.now()
    if (packet.kind === 'error') return onError(packet)
    if (state === 'requesting') return onAnswer(packet, port)
    if (packet.kind === 'data') onData(packet.block, packet.payload)
    else if (state === 'receiving' && window.complete === 0) repeatIfDue()
  }

  /** The first packet says which port the transfer goes on with, and whether the options hold (RFC 2347). */
  function onAnswer(packet: Exclude<Packet, { kind: 'error' }>, port: number) {
    if (packet.kind === 'data' && packet.block !== 1) return
    if (packet.kind === 'oack') {
      const answer =
        wish === null ? 'it answered options where none were asked for' : agree(wish, packet.options)
      if (typeof answer === 'string') {
        endpoint.sendTo(encodeError(ERRORS.OPTION_REFUSED, 'option refused'), port, address)
        return fail(protocolError(url, server, answer))
      }
      agreement = answer
    }
    measure()
    clearTimeout(timer)
    peerPort = port
    unreachable = 0
    if (!policy.accepts(agreement, wish)) return giveUp('declined')
    policy.answered(agreement, port)
    window = createBlockWindow(agreement, (payload) => {
      behind.push(payload)
      recycle(payload.length)
    })
    state = 'connecting'
    endpoint.talkTo(port).then(() => {
      if (state !== 'connecting') return
      state = 'receiving'
      timer = setTimeout(watch, roundTrip.timeout)
      if (packet.kind === 'oack') acknowledge()
      else onData(packet.block, packet.payload)
    }, fail)
  }

  function onData(block: number, payload: Buffer) {
    if (state === 'finishing') return lingering(block)
    if (state !== 'receiving') return
    if (payload.length > agreement.blockSize) {
      return fail(
        protocolError(
          url,
          server,
          `a block of ${payload.length} bytes where ${agreement.blockSize} were agreed`,
        ),
      )
    }
    const fate = window.accept(block, payload)
    if (state !== 'receiving') return
    if (fate === 'duplicate') {
      gaps.duplicate(window.complete - ((window.complete - block) & 0xffff))
      return repeatIfDue()
    }
    if (fate === 'foreign') return
    repeats = 0
    if (fate === 'early') return gaps.early(window.complete)
    if (measuring) measure()
    if (window.finished) finish()
    else acknowledgeWindow()
  }

  /** Everything up to `complete` is there: the server may go on with the next window. */
  function acknowledge(): void {
    acknowledged = window.complete
    acknowledgedAt = performance.now()
    measuring = true
    endpoint.send(encodeAck(acknowledged & 0xffff))
  }

  /** Held back while the writes are behind: then the server waits. */
  function acknowledgeWindow() {
    if (state !== 'receiving' || behind.isBehind) return
    if (window.complete - acknowledged >= agreement.windowSize) acknowledge()
  }

  /** For the server that repeats itself because our acknowledgement was lost. */
  function repeatIfDue() {
    if (performance.now() - acknowledgedAt < roundTrip.timeout || behind.isBehind) return
    acknowledge()
    measuring = false
  }

  /** Looks after silence. A server that is gone may know nothing of us, so it is asked from the start. */
  function watch() {
    const wait = backedOff(roundTrip.timeout, repeats)
    const silent = performance.now() - heardAt
    if (behind.isBehind) heardAt = performance.now()
    else if (silent >= wait) {
      repeats++
      // A further silence after the same block loses no further block.
      if (repeats === 1) gaps.silence()
      if (!isBearable(repeats === 1 ? 1 : 0)) return giveUp('starved')
      if (unreachable > 2) return giveUp('starved')
      acknowledge()
      measuring = false
      heardAt = performance.now()
    }
    timer = setTimeout(
      watch,
      Math.max(1, backedOff(roundTrip.timeout, repeats) - (performance.now() - heardAt)),
    )
  }

  /** `blocks` are missing that were not counted before. */
  function isBearable(blocks: number): boolean {
    return policy.lost(agreement, {
      blocks,
      silences: repeats,
      complete: window.complete,
      events: gaps.losses,
    })
  }

  /** The last block is here. */
  function finish(): void {
    state = 'finishing'
    clearTimeout(timer)
    acknowledge()
    behind.finish().then(() => {
      if (state !== 'finishing') return
      signal.removeEventListener('abort', onAbort)
      endpoint.unref()
      timer = setTimeout(close, LINGER).unref()
      resolve({ end: 'complete', roundTripMs: roundTrip.shortest })
    }, fail)
  }

  function lingering(block: number) {
    if (block !== (window.complete & 0xffff) || courtesy-- <= 0) return
    endpoint.send(encodeAck(block))
  }

  function giveUp(end: 'declined' | 'starved'): void {
    tell(ERRORS.OPTION_REFUSED, 'asking again in another way')
    behind.finish().then(() => {
      if (state === 'over') return
      close()
      resolve({ end, agreement, roundTripMs: roundTrip.shortest })
    }, fail)
    clearTimeout(timer)
    state = 'finishing'
  }

  function onError({ code, message }: { code: number; message: string }) {
    if (state === 'finishing') return
    if (state !== 'requesting') {
      return fail(
        protocolError(
          url,
          server,
          `it ended the transfer with error ${code}${message === '' ? '' : `, ${message}`}`,
        ),
      )
    }
    close()
    resolve({ end: 'refused', code, message })
  }

  /** RFC 1350 section 4: a wrong port gets an error, the transfer is not disturbed; errors are not answered. */
  function refuseStray(packet: Packet | null, port: number, from: string) {
    if (packet?.kind === 'error' || courtesy-- <= 0) return
    endpoint.sendTo(encodeError(ERRORS.UNKNOWN_TRANSFER, 'unknown transfer ID'), port, from)
    policy.stray(`${from}:${port}`)
  }

  function fail(error: unknown, code: number = ERRORS.UNDEFINED): void {
    if (state === 'over') return
    tell(code, 'transfer given up')
    close()
    reject(error)
  }

  function tell(code: number, message: string): void {
    if (peerPort !== null) endpoint.sendTo(encodeError(code, message), peerPort, address)
  }

  function close(): void {
    state = 'over'
    clearTimeout(timer)
    gaps.close()
    signal.removeEventListener('abort', onAbort)
    endpoint.close()
  }

  function onAbort(): void {
    fail(signal.reason)
  }

  function measure(): void {
    if (measuring) roundTrip.measured(performance.now() - acknowledgedAt)
    measuring = false
  }

  signal.throwIfAborted()
  const endpoint = await openEndpoint(address, request.localAddress, {
    message(bytes, port, from) {
      try {
        onMessage(bytes, port, from)
      } catch (error) {
        fail(error)
      }
    },
    unreachable: onUnreachable,
  })
  wish = request.wish(endpoint.receiveBuffer)
  try {
    await endpoint.talkTo(request.port)
    signal.throwIfAborted()
  } catch (error) {
    endpoint.close()
    throw error
  }
  signal.addEventListener('abort', onAbort)
  ask()
  return ended
}
