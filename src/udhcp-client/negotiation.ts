/** What the states (RFC 2131 figure 5) remember during one negotiation, and what they end with. */

import type { Exchange } from './exchange.ts'
import { type Reply, readReply } from './messages.ts'
import { type Choice, MAX_OFFERS, offerReceived } from './offers.ts'

/** The servers of one negotiation, and what was sent to them and came from them. */
export interface Negotiation {
  /** DISCOVERs and REQUESTs that were sent. */
  discovers: number
  requests: number
  offers: Reply[]
  /** Servers that answered a REQUEST with NAK, or not at all. */
  refused: Set<string>
  naks: number
  /** The offer that was requested last. */
  chosen: Choice | null
  /** The MAC address that already has its address on the segment; null: nobody has it. */
  owner: Promise<string | null>
}

/** An address, and the boot information that belongs to it. */
export interface LeaseTerms {
  /** The ACK, or the OFFER if no lease is taken. */
  terms: Reply
  /** A proxyDHCP server's offer; null: none. */
  proxy: Reply | null
}

const NOBODY = Promise.resolve(null)

/** A negotiation in which nothing has happened yet. */
export function newNegotiation(): Negotiation {
  return { discovers: 0, requests: 0, offers: [], refused: new Set(), naks: 0, chosen: null, owner: NOBODY }
}

/** Takes an offer. Its address is probed at once, while it is requested. */
export function choose({ io }: Exchange, known: Negotiation, choice: Choice): void {
  known.chosen = choice
  known.owner = io.checkAddress?.(choice.offer.packet.yiaddr) ?? NOBODY
  // It may fail before anybody waits for it.
  known.owner.catch(() => {})
}

/**
 * Reports offers that come after the negotiation, once for each server, until the transport is closed or used for
 * something else. Without a REQUEST no server learns that it was not chosen.
 */
export function tellLateOffers({ io, request, xid }: Exchange, { offers }: Negotiation): void {
  const seen = new Set(offers.map(({ server }) => server))
  io.transport.onMessage((message) => {
    const reply = readReply(message, request.mac, xid)
    if ('refused' in reply || reply.type !== 'OFFER') return
    if (seen.has(reply.server) || seen.size >= MAX_OFFERS) return
    seen.add(reply.server)
    const offer = offerReceived(reply)
    const { server, address } = offer
    io.onEvent(offer)
    io.onEvent({ event: 'DhcpOfferPassedOver', server, address, because: 'it came after one was taken' })
  })
}
