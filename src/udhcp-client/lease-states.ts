/** The states of a lease: RFC 2131 figure 5, INIT to BOUND, with PXE's wait for a proxy. */

import { isHostAddress } from '../addresses.ts'
import type { Exchange } from './exchange.ts'
import { noBootServer, refusedByServer } from './lease-errors.ts'
import { BROADCAST, decline, discover, requestOffer, SERVER_PORT } from './messages.ts'
import { choose, type LeaseTerms, type Negotiation } from './negotiation.ts'
import {
  bestChoice,
  type Choice,
  choiceInformation,
  isComplete,
  isProxyOffer,
  isWanted,
  MAX_OFFERS,
  offerReceived,
  whyChosen,
  whyPassedOver,
} from './offers.ts'
import type { AddressConflict } from './request.ts'
import type { Next, State } from './states.ts'

const DISCOVER_WAIT_MS = 2000
/** How long to wait for better offers after one without boot information. */
const OFFER_WINDOW_MS = 2000
/**
 * A proxy or the preferred server may have missed a DISCOVER: so many are sent before the best offer so far has to do.
 */
const DISCOVERS_FOR_BETTER_OFFERS = 2
const REQUEST_WAIT_MS = 1000
const MAX_REQUESTS = 4
const MAX_NAKS = 2
/** RFC 2131 section 3.1 says 10 s; here there is one more try, and somebody is waiting. */
const DECLINE_WAIT_MS = 1000

const EVERYBODY = { address: BROADCAST, port: SERVER_PORT }

/**
 * Collects offers. The first complete one ends the wait; on time-out the best so far is taken. Ends with the ACK, or
 * with the OFFER if no lease is taken.
 */
export function selecting(exchange: Exchange, known: Negotiation): State<LeaseTerms> {
  const { request, io } = exchange
  exchange.renew()
  known.offers = []
  known.chosen = null
  const close = (choice: Choice): Next<LeaseTerms> => {
    if (choiceInformation(choice) === 0) throw noBootServer(exchange, known)
    choose(exchange, known, choice)
    io.onEvent({
      event: 'DhcpOfferChosen',
      server: choice.offer.server,
      address: choice.offer.packet.yiaddr,
      proxy: choice.proxy?.server ?? null,
      offers: known.offers.length,
      because: whyChosen(choice, known.offers, request, known.refused),
    })
    for (const offer of known.offers) {
      if (offer === choice.offer || offer === choice.proxy) continue
      io.onEvent({
        event: 'DhcpOfferPassedOver',
        server: offer.server,
        address: isProxyOffer(offer) ? null : offer.packet.yiaddr,
        because: whyPassedOver(offer, choice, request, known.refused),
      })
    }
    return request.lease === 'offer'
      ? { next: 'done', value: { terms: choice.offer, proxy: choice.proxy } }
      : { next: 'go', state: requesting(exchange, known, choice) }
  }
  return {
    send(attempt) {
      const waitMs = exchange.backoff(DISCOVER_WAIT_MS, attempt)
      io.transport.send(discover(exchange.sender), EVERYBODY)
      known.discovers += 1
      io.onEvent({ event: 'DhcpDiscoverSent', mac: request.mac, attempt, xid: exchange.xid, waitMs })
      return waitMs
    },
    receive(reply) {
      if (reply.type !== 'OFFER') return { dropped: `${reply.type} where an OFFER is due` }
      const proxy = isProxyOffer(reply)
      if (!proxy && !isHostAddress(reply.packet.yiaddr)) return { dropped: 'OFFER without address' }
      const again = known.offers.findIndex(
        (offer) => offer.server === reply.server && isProxyOffer(offer) === proxy,
      )
      if (again < 0 && known.offers.length >= MAX_OFFERS) return { dropped: 'too many offers' }
      known.offers.splice(again < 0 ? known.offers.length : again, again < 0 ? 0 : 1, reply)
      if (again < 0) io.onEvent(offerReceived(reply))
      const choice = bestChoice(known.offers, request, known.refused)
      if (choice === null) return { next: 'stay' }
      if (isComplete(choice, request, known.refused)) return close(choice)
      // Not past the limit: the chosen offer still has to be requested.
      const windowMs = Math.min(OFFER_WINDOW_MS, exchange.remainingMs / 2)
      return known.offers.length === 1 ? { next: 'stay', waitMs: windowMs } : { next: 'stay' }
    },
    expire(attempt) {
      const choice = bestChoice(known.offers, request, known.refused)
      if (choice === null) return { next: 'again' }
      const poor = choiceInformation(choice) === 0 || !isWanted(choice.offer, request)
      return poor && attempt < DISCOVERS_FOR_BETTER_OFFERS ? { next: 'again' } : close(choice)
    },
  }
}

/** Requests the chosen offer; the broadcast tells other servers that theirs were not taken. */
function requesting(exchange: Exchange, known: Negotiation, choice: Choice): State<LeaseTerms> {
  const { io } = exchange
  const server = choice.offer.server
  const address = choice.offer.packet.yiaddr
  /** Goes on with another server's offer, or starts again if there is none. */
  const withoutServer = (): Next<LeaseTerms> => {
    known.refused.add(server)
    const other = bestChoice(known.offers, exchange.request, known.refused)
    if (other === null || known.refused.has(other.offer.server) || choiceInformation(other) === 0) {
      return { next: 'go', state: selecting(exchange, known) }
    }
    choose(exchange, known, other)
    return { next: 'go', state: requesting(exchange, known, other) }
  }
  return {
    send(attempt) {
      const waitMs = exchange.backoff(REQUEST_WAIT_MS, attempt)
      io.transport.send(requestOffer(exchange.sender, { address, server }), EVERYBODY)
      known.requests += 1
      io.onEvent({ event: 'DhcpRequestSent', server, address, attempt, waitMs })
      return waitMs
    },
    receive(reply) {
      // A second server on the segment may say NAK to a request that was not for it.
      if (reply.server !== server) return { dropped: `${reply.type} of a server that was not chosen` }
      if (reply.type === 'NAK') {
        const message = reply.options.message ?? null
        known.naks += 1
        io.onEvent({ event: 'DhcpNakReceived', server, message })
        if (known.naks >= MAX_NAKS) throw refusedByServer(exchange, { server, address, message })
        return withoutServer()
      }
      if (reply.type !== 'ACK') return { dropped: `${reply.type} where an ACK is due` }
      if (reply.packet.yiaddr !== address) return { dropped: 'ACK for another address' }
      io.onEvent({
        event: 'DhcpAckReceived',
        server,
        address,
        leaseSeconds: reply.options.leaseSeconds ?? null,
      })
      return { next: 'done', value: { terms: reply, proxy: choice.proxy } }
    },
    expire: (attempt) => (attempt < MAX_REQUESTS ? { next: 'again' } : withoutServer()),
  }
}

/** Tells the server that its address is in use, and gives it time to act on that. */
export function declining(exchange: Exchange, { server, address }: AddressConflict): State<void> {
  const { io } = exchange
  return {
    send() {
      io.transport.send(decline(exchange.sender, { address, server }), EVERYBODY)
      io.onEvent({ event: 'DhcpDeclineSent', server, address })
      return DECLINE_WAIT_MS
    },
    receive: (reply) => ({ dropped: `${reply.type} after a DECLINE` }),
    expire: () => ({ next: 'done', value: undefined }),
  }
}
