/** Offers that come when the exchange is over: a dry run sends no REQUEST, so no server learns that it was not chosen. */

import type { Exchange } from './exchange.ts'
import { readReply } from './messages.ts'
import { MAX_OFFERS, offerReceived } from './offers.ts'

/** Tells of them until the transport is closed or used for something else, once a server; `known`: servers that were reported before. */
export function tellLateOffers({ io, request, xid }: Exchange, known: Iterable<string>): void {
  const seen = new Set(known)
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
