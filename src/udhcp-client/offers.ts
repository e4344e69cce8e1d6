/** Ranks offers: boot information first, then the preferred server, then arrival. */

import { isHostAddress } from '../addresses.ts'
import { bootInformation, isPxeReply, namedBootFile, namedBootServer } from './boot-values.ts'
import type { DhcpEvent } from './events.ts'
import { NO_ADDRESS, type Reply } from './messages.ts'
import type { DhcpRequest } from './request.ts'

/** An offer of an address, and the boot information for it. */
export interface Choice {
  offer: Reply
  /** A proxyDHCP server's offer, which has no address; null: none. */
  proxy: Reply | null
}

/** Offers kept in one negotiation: more than that is a flood. */
export const MAX_OFFERS = 64

/** An offer of boot information only, from a proxyDHCP server (PXE 2.1 section 2.2.4). */
export function isProxyOffer(reply: Reply): boolean {
  return !isHostAddress(reply.packet.yiaddr) && isPxeReply(reply)
}

/** Whether `reply` is from the server that the request prefers; true if it prefers none. */
export function isWanted({ server, source }: Reply, request: DhcpRequest): boolean {
  return request.server === null || request.server === server || request.server === source
}

/**
 * The best of `offers`, which are in order of arrival. Offers of `refused` servers come last. null: none has an
 * address.
 */
export function bestChoice(
  offers: readonly Reply[],
  request: DhcpRequest,
  refused: ReadonlySet<string>,
): Choice | null {
  const proxy = best(offers.filter(isProxyOffer), request, refused)
  const offer = best(
    offers.filter((offer) => !isProxyOffer(offer)),
    request,
    refused,
  )
  return offer && { offer, proxy }
}

/**
 * How much a choice says about booting. 0: nothing, 1: a server's address at most, 2: what to load, or a PXE server to
 * ask.
 */
export function choiceInformation({ offer, proxy }: Choice): 0 | 1 | 2 {
  return proxy ? 2 : information(offer)
}

/**
 * Whether to stop waiting for more offers: this one is complete, from the preferred server, and that has not refused.
 */
export function isComplete(choice: Choice, request: DhcpRequest, refused: ReadonlySet<string>): boolean {
  const { offer } = choice
  return choiceInformation(choice) === 2 && isWanted(offer, request) && !refused.has(offer.server)
}

/** Why the address of `choice` was taken, for people. */
export function whyChosen(
  { offer: taken }: Choice,
  offers: readonly Reply[],
  request: DhcpRequest,
  refused: ReadonlySet<string>,
): string {
  const rivals = offers.filter((offer) => offer !== taken && !isProxyOffer(offer))
  if (rivals.length === 0) return 'the first to come'
  if (rivals.every(({ server }) => refused.has(server))) return 'the others did not keep their offers'
  if (rivals.every((rival) => information(rival) < information(taken))) return 'it alone says what to boot'
  if (request.server !== null && isWanted(taken, request)) return `from the preferred server`
  return 'the first of its kind'
}

/** Why `offer` was not taken, for people. */
export function whyPassedOver(
  offer: Reply,
  choice: Choice,
  request: DhcpRequest,
  refused: ReadonlySet<string>,
): string {
  const taken = isProxyOffer(offer) && choice.proxy !== null ? choice.proxy : choice.offer
  if (refused.has(offer.server)) return 'its server did not keep it'
  if (information(offer) < information(taken))
    return information(offer) === 0 ? 'it does not say what to boot' : 'it names a server, but no boot file'
  return isWanted(offer, request) ? 'it came later' : 'its server is not the preferred one'
}

/** An offer as an event. */
export function offerReceived(reply: Reply): Extract<DhcpEvent, { event: 'DhcpOfferReceived' }> {
  const { packet, server, source } = reply
  return {
    event: 'DhcpOfferReceived',
    server,
    source,
    relay: packet.giaddr === NO_ADDRESS ? null : packet.giaddr,
    address: isProxyOffer(reply) ? null : packet.yiaddr,
    bootServer: namedBootServer(reply)?.value ?? null,
    bootFile: namedBootFile(reply)?.value ?? null,
  }
}

function best(offers: readonly Reply[], request: DhcpRequest, refused: ReadonlySet<string>): Reply | null {
  const weight = (offer: Reply): number =>
    (refused.has(offer.server) ? 0 : 8) + information(offer) * 2 + (isWanted(offer, request) ? 1 : 0)
  return offers.reduce<Reply | null>(
    (leader, offer) => (leader === null || weight(offer) > weight(leader) ? offer : leader),
    null,
  )
}

function information(offer: Reply): 0 | 1 | 2 {
  return isPxeReply(offer) ? 2 : bootInformation(offer)
}
