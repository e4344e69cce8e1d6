/**
 * One read request and the transfer that answers it (RFC 1350, 2347): the request, the negotiation of options, the
 * blocks, and how it ends.
 */

import type { BootError } from '../../boot-error.ts'
import { ask } from './ask.ts'
import { protocolError } from './errors.ts'
import { type NegotiatedOptions, negotiate, PLAIN, type RequestedOptions } from './options.ts'
import { ERRORS, type Packet } from './packet.ts'
import { openPeer, type Peer } from './peer.ts'
import { createReception, type Reception } from './reception.ts'
import { createRoundTrip } from './round-trip.ts'
import type { Loss } from './servers.ts'

/** One file to request from one server. */
export interface TransferRequest {
  url: string
  address: string
  port: number
  localAddress: string | null
  /** Latin-1, without NUL. */
  name: string
  /** What to request, given the bytes of the socket's receive buffer; null: a request without options. */
  chooseOptions(receiveBuffer: number): RequestedOptions | null
  /** How long each sending of the request waits for its answer, ms. */
  patience: readonly number[]
  /** Shortest round-trip time known so far, ms; null: not known. */
  roundTripMs: number | null
  signal: AbortSignal
}

/** What a transfer asks its caller, and reports to it. */
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

/** How a transfer ended. `roundTripMs`: the shortest round trip that was measured, ms. */
export type TransferEnd =
  | { end: 'complete' | 'declined' | 'starved'; negotiated: NegotiatedOptions; roundTripMs: number | null }
  /** The server answered the request with an ERROR. */
  | { end: 'refused'; code: number; message: string }
  /** No sending of the request was answered. */
  | { end: 'unanswered' }

/** Packets by which the server accepts the request. */
type Consent = Exclude<Packet, { kind: 'error' }>

/** How long the last acknowledgement is repeated when its block comes again (RFC 1350 section 6), ms. */
const LINGER = 2000
const GIVEN_UP = 'transfer given up'

/** Runs a transfer to its end. Throws BootError: E_NETWORK, E_FETCH_PROTOCOL, the signal's reason, or what `write` throws. */
export async function runTransfer(request: TransferRequest, policy: TransferPolicy): Promise<TransferEnd> {
  const peer = await openPeer(request, policy.stray, request.signal)
  try {
    const end = await transfer(request, policy, peer)
    if (end.end === 'complete') {
      peer.closeIn(LINGER)
      return end
    }
    if (end.end === 'declined' || end.end === 'starved')
      peer.sendError(ERRORS.OPTION_REFUSED, 'asking again in another way')
    peer.close()
    return end
  } catch (error) {
    peer.sendError(ERRORS.UNDEFINED, GIVEN_UP)
    peer.close()
    throw error
  }
}

async function transfer(request: TransferRequest, policy: TransferPolicy, peer: Peer): Promise<TransferEnd> {
  const { url, name, patience } = request
  const server = `${request.address}:${request.port}`
  const brokeRules = (how: string) => protocolError(url, server, how)
  const roundTrip = createRoundTrip(request.roundTripMs)
  const requested = request.chooseOptions(peer.receiveBuffer)

  const answer = await ask({ url, server, name, requested, patience }, peer, roundTrip, policy.repeated)
  if (answer === null) return { end: 'unanswered' }
  const { packet: first, port } = answer
  if (first.kind === 'error') return { end: 'refused', code: first.code, message: first.message }
  peer.answeredFrom(port)
  peer.listen({
    packet(packet) {
      if (packet.kind === 'error') peer.fail(brokeRules(endedBy(packet)))
    },
  })

  const negotiated = negotiatedBy(first, requested)
  if (typeof negotiated === 'string') {
    peer.sendError(ERRORS.OPTION_REFUSED, GIVEN_UP)
    throw brokeRules(negotiated)
  }
  const ended = (end: 'complete' | 'declined' | 'starved'): TransferEnd => ({
    end,
    negotiated,
    roundTripMs: roundTrip.shortest,
  })
  if (!policy.accepts(negotiated, requested)) return ended('declined')
  policy.answered(negotiated, port)
  await Promise.race([peer.connect(), peer.failed])

  const reception = createReception(negotiated, roundTrip, {
    send: peer.send,
    sendBlindly: peer.sendBlindly,
    write: policy.write,
    progressed: policy.progressed,
    lost: (loss) => policy.lost(negotiated, loss),
    isGone: () => peer.isGone,
  })
  return ended(await received(reception, first, negotiated, peer, brokeRules))
}

/** What the server's first packet says about the options (RFC 2347); a text where it breaks the rules. */
function negotiatedBy(first: Consent, requested: RequestedOptions | null): NegotiatedOptions | string {
  if (first.kind === 'data') return PLAIN
  if (requested === null) return 'it answered options, although none were requested'
  return negotiate(requested, first.options)
}

/** Hands the server's packets to the reception, from the `first` on, until it ends. */
async function received(
  reception: Reception,
  first: Consent,
  { blockSize }: NegotiatedOptions,
  peer: Peer,
  brokeRules: (how: string) => BootError,
): Promise<'complete' | 'starved'> {
  function take(packet: Packet): void {
    if (packet.kind === 'error') {
      if (!reception.complete) peer.fail(brokeRules(endedBy(packet)))
    } else if (packet.kind === 'oack') reception.repeated()
    else if (packet.payload.length <= blockSize) reception.data(packet.block, packet.payload)
    else peer.fail(brokeRules(`a block of ${packet.payload.length} bytes where ${blockSize} were agreed`))
  }

  peer.listen({ packet: take })
  reception.begin(first.kind === 'oack')
  if (first.kind === 'data') take(first)
  const ended = reception.ended.catch((error: unknown) => {
    peer.sendError(ERRORS.DISK_FULL, GIVEN_UP)
    throw error
  })
  try {
    return await Promise.race([ended, peer.failed])
  } catch (error) {
    reception.close()
    throw error
  }
}

function endedBy({ code, message }: { code: number; message: string }): string {
  return `it ended the transfer with error ${code}${message === '' ? '' : `, ${message}`}`
}
