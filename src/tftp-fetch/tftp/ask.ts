/** Sends a read request until the server answers (RFC 1350 section 4, RFC 2347). */

import { notThere } from './errors.ts'
import { type RequestedOptions, requestOptions } from './options.ts'
import { encodeRequest, type Packet } from './packet.ts'
import type { Peer } from './peer.ts'
import type { RoundTrip } from './round-trip.ts'

/** What to request, and how patiently. */
export interface ReadRequest {
  url: string
  /** `address:port`, for messages. */
  server: string
  /** Latin-1, without NUL. */
  name: string
  /** null: a request without options. */
  requested: RequestedOptions | null
  /** How long each sending of the request waits for its answer, ms. */
  patience: readonly number[]
}

/** The server's first packet, and the port to go on with. */
export interface Answer {
  packet: Packet
  port: number
}

/** Sendings of the request that may ask for windows. */
const SILENCES_WITH_WINDOWS = 2

/**
 * Sends the request once for each wait in `patience`, until an answer comes; null: none came. `repeated` is called before
 * each repetition, with its number from 1. Rejects with BootError E_NETWORK, or as `peer.failed` does.
 */
export async function ask(
  { url, server, name, requested, patience }: ReadRequest,
  peer: Peer,
  roundTrip: RoundTrip,
  repeated: (reason: 'silence' | 'unreachable', attempt: number) => void,
): Promise<Answer | null> {
  let sent = 0
  let sentAt = 0
  let isUnreachable = false
  let timer: NodeJS.Timeout | undefined
  let resolve: (answer: Answer | null) => void = () => {}
  const answer = new Promise<Answer | null>((settle) => {
    resolve = settle
  })

  function send(): void {
    const wait = patience[sent]
    if (wait === undefined) {
      resolve(null)
      return
    }
    if (sent > 0) repeated(isUnreachable ? 'unreachable' : 'silence', sent)
    sent++
    sentAt = performance.now()
    peer.send(encodeRequest(name, requested === null ? [] : requestOptions(askable(requested))))
    timer = setTimeout(send, wait)
  }

  /** Some servers never answer a request that has windowsize in it: after two silences it is left out. */
  function askable(wanted: RequestedOptions): RequestedOptions {
    return sent > SILENCES_WITH_WINDOWS ? { ...wanted, windowSize: 1 } : wanted
  }

  peer.listen({
    packet(packet, port) {
      if (packet.kind === 'data' && packet.block !== 1) return
      // An answer to one of several requests says nothing about the round trip (Karn).
      if (sent === 1 && packet.kind !== 'error') roundTrip.measured(performance.now() - sentAt)
      resolve({ packet, port })
    },
    unreachable(error) {
      isUnreachable = true
      if (peer.isGone) peer.fail(notThere(url, server, error))
    },
  })
  send()
  try {
    return await Promise.race([answer, peer.failed])
  } finally {
    clearTimeout(timer)
  }
}
