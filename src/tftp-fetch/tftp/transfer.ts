/**
 * One read request and the transfer that answers it (RFC 1350, 2347): the request, the negotiation of its options, the
 * port that the transfer goes on with, and the ways in which it ends. The blocks are the reception's.
 */

import { openEndpoint } from './endpoint.ts'
import { noAnswer, notThere, protocolError } from './errors.ts'
import { type NegotiatedOptions, negotiate, PLAIN, type RequestedOptions, requestOptions } from './options.ts'
import { decodePacket, ERRORS, encodeError, encodeRequest, type Packet } from './packet.ts'
import { createReception, type Reception } from './reception.ts'
import { createRoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'

export interface TransferRequest {
  url: string
  address: string
  port: number
  localAddress: string | null
  /** Latin-1, without NUL. */
  name: string
  /** What to ask for, given the bytes of the socket's receive buffer; null: a request without options. */
  chooseOptions(receiveBuffer: number): RequestedOptions | null
  /** How long each sending of the request waits for its answer, ms. */
  patience: readonly number[]
  /** Shortest round-trip time that is known, ms. */
  roundTripMs: number | null
  signal: AbortSignal
}

/** What a transfer asks its caller, and tells it. */
export interface TransferPolicy {
  /** False: make the request in another way; the transfer ends as 'declined'. */
  accepts(negotiated: NegotiatedOptions, requested: RequestedOptions | null): boolean
  /** Blocks did not come in time. False: the transfer ends as 'starved'. */
  lost(negotiated: NegotiatedOptions, loss: Loss): boolean
  write(chunk: Uint8Array): void | Promise<void>
  progressed(): void
  answered(negotiated: NegotiatedOptions, port: number): void
  repeated(reason: 'silence' | 'unreachable', attempt: number): void
  stray(source: string): void
}

export type TransferEnd =
  | { end: 'complete' | 'declined' | 'starved'; negotiated: NegotiatedOptions; roundTripMs: number | null }
  /** The server's ERROR in place of an answer. */
  | { end: 'refused'; code: number; message: string }

/** Time for which the last acknowledgement is repeated if its block comes again (RFC 1350 section 6), ms. */
const LINGER = 2000
/** ICMP errors after which nobody is taken to be there. */
const GONE = 3
/** Sendings of the request that may ask for windows. */
const SILENCES_WITH_WINDOWS = 2
/** Answers that a transfer gives to strangers. */
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

  let state: 'requesting' | 'connecting' | 'receiving' | 'over' = 'requesting'
  let negotiated = PLAIN
  let reception: Reception | null = null
  let peerPort: number | null = null
  let sent = 0
  let sentAt = 0
  let unreachable = 0
  let courtesy = COURTESY
  let timer: NodeJS.Timeout | undefined

  function ask(): void {
    const wait = request.patience[sent]
    if (wait === undefined) {
      fail(noAnswer(url, server))
      return
    }
    if (sent > 0) policy.repeated(unreachable > 0 ? 'unreachable' : 'silence', sent)
    sent++
    sentAt = performance.now()
    endpoint.send(encodeRequest(request.name, requested === null ? [] : requestOptions(askable(requested))))
    timer = setTimeout(ask, wait)
  }

  /** Some servers never answer a request that has windowsize in it: after two silences it is left out. */
  function askable(wanted: RequestedOptions): RequestedOptions {
    return sent > SILENCES_WITH_WINDOWS ? { ...wanted, windowSize: 1 } : wanted
  }

  function onUnreachable(error: NodeJS.ErrnoException): void {
    unreachable++
    if (state === 'requesting' && unreachable >= GONE) fail(notThere(url, server, error))
  }

  function onMessage(bytes: Buffer, port: number, from: string): void {
    const packet = decodePacket(bytes)
    if (from !== address || (peerPort !== null && port !== peerPort)) refuseStray(packet, port, from)
    else if (packet === null || state === 'over') return
    else if (packet.kind === 'error') onError(packet)
    else if (state === 'requesting') onAnswer(packet, port)
    else if (packet.kind === 'data') reception?.data(packet.block, packet.payload)
    else reception?.repeated()
  }

  /** The first packet says which port the transfer goes on with, and whether the options hold (RFC 2347). */
  function onAnswer(packet: Exclude<Packet, { kind: 'error' }>, port: number): void {
    if (packet.kind === 'data' && packet.block !== 1) return
    clearTimeout(timer)
    peerPort = port
    unreachable = 0
    if (sent === 1) roundTrip.measured(performance.now() - sentAt)
    if (packet.kind === 'oack') {
      const answer =
        requested === null
          ? 'it answered options, although none were requested'
          : negotiate(requested, packet.options)
      if (typeof answer === 'string') {
        fail(protocolError(url, server, answer), ERRORS.OPTION_REFUSED)
        return
      }
      negotiated = answer
    }
    if (!policy.accepts(negotiated, requested)) {
      leave('declined')
      return
    }
    policy.answered(negotiated, port)
    state = 'connecting'
    endpoint.talkTo(port).then(() => {
      if (state === 'connecting') receive(packet)
    }, fail)
  }

  function receive(first: Exclude<Packet, { kind: 'error' }>): void {
    state = 'receiving'
    reception = createReception(negotiated, roundTrip, `${url}: TFTP server ${server}`, {
      send: endpoint.send,
      write: policy.write,
      progressed: policy.progressed,
      lost: (loss) => policy.lost(negotiated, loss),
      isGone: () => unreachable >= GONE,
      whole,
      starved: () => leave('starved'),
      failed: (error) => fail(error, ERRORS.DISK_FULL),
    })
    reception.begin(first.kind === 'oack')
    if (first.kind === 'data') reception.data(first.block, first.payload)
  }

  function whole(): void {
    if (state !== 'receiving') return
    signal.removeEventListener('abort', onAbort)
    endpoint.unref()
    timer = setTimeout(close, LINGER).unref()
    resolve({ end: 'complete', negotiated, roundTripMs: roundTrip.shortest })
  }

  /** Without the file: the request is made again in another way. */
  function leave(end: 'declined' | 'starved'): void {
    if (state === 'over') return
    tell(ERRORS.OPTION_REFUSED, 'asking again in another way')
    close()
    resolve({ end, negotiated, roundTripMs: roundTrip.shortest })
  }

  function onError({ code, message }: { code: number; message: string }): void {
    if (state === 'requesting') {
      close()
      resolve({ end: 'refused', code, message })
    } else if (!reception?.complete) {
      const said = `error ${code}${message === '' ? '' : `, ${message}`}`
      fail(protocolError(url, server, `it ended the transfer with ${said}`))
    }
  }

  /** RFC 1350 section 4: a wrong port gets an error, the transfer is not disturbed; errors are not answered. */
  function refuseStray(packet: Packet | null, port: number, from: string): void {
    if (packet?.kind === 'error' || courtesy-- <= 0) return
    endpoint.sendTo(encodeError(ERRORS.UNKNOWN_TRANSFER, 'unknown transfer ID'), port, from)
    policy.stray(`${from}:${port}`)
  }

  /** Has no effect on a transfer that is complete. */
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
    reception?.close()
    signal.removeEventListener('abort', onAbort)
    endpoint.close()
  }

  function onAbort(): void {
    fail(signal.reason)
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
  const requested = request.chooseOptions(endpoint.receiveBuffer)
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
