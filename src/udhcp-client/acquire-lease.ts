/** Gets a lease with boot information (RFC 2131 section 3.1). */

import { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import { bootReplies } from './boot-replies.ts'
import { bootValues, tellBootValues } from './boot-values.ts'
import { Exchange, type ExchangeIo } from './exchange.ts'
import { dhcpTimeOut } from './lease-errors.ts'
import { leaseFrom } from './lease-from.ts'
import { declining, selecting } from './lease-states.ts'
import { type LeaseTerms, newNegotiation, tellLateOffers } from './negotiation.ts'
import type { DhcpRequest } from './request.ts'
import { tellUnusableRouters } from './routers.ts'
import { runStates } from './states.ts'

/** What acquireLease works with. */
export interface LeaseIo extends ExchangeIo {
  /**
   * The MAC address that already has `address` on the segment; null: nobody has it. Without this function no address is
   * probed.
   */
  checkAddress?(address: string): Promise<string | null>
  /**
   * Puts the lease's address on the interface, so that PXE servers can answer to it. Called once at most, and only
   * where they have to be asked. Without it they answer to the address that the interface has.
   */
  useAddress?(lease: Lease): Promise<void>
}

/** After a conflict the server gets one more chance. */
const MAX_CONFLICTS = 2

/**
 * Gets a lease for the guest or, with `lease: 'offer'`, finds out what its lease would be; then late offers are
 * reported until the transport is closed.
 * Throws E_DHCP_TIMEOUT, E_DHCP_NAK, E_NO_BOOT_SERVER, E_NO_ENTRY (PXE menu), E_NETWORK (address in use) or E_CANCELLED.
 */
export async function acquireLease(request: DhcpRequest, io: LeaseIo): Promise<Lease> {
  const exchange = new Exchange(request, io)
  const leased = await freeLease(exchange, io)
  const { replies, localBoot } = await bootReplies(exchange, leased, ownAddress(leased, io))
  const values = bootValues(replies)
  tellBootValues(values, io.onEvent)
  const lease = leaseFrom(leased.terms, values, localBoot)
  tellUnusableRouters(leased.terms, lease, io.onEvent)
  return lease
}

/** The address to ask PXE servers from, once ours is on the interface where that can be. */
function ownAddress({ terms }: LeaseTerms, io: LeaseIo): () => Promise<string> {
  let used: Promise<void> | null = null
  return async () => {
    used ??= io.useAddress?.(leaseFrom(terms, bootValues([terms]), false)) ?? null
    await used
    return io.transport.ownAddress()
  }
}

/** Gets a lease whose address nobody else uses. */
async function freeLease(exchange: Exchange, io: LeaseIo): Promise<LeaseTerms> {
  for (let conflicts = 1; ; conflicts += 1) {
    const known = newNegotiation()
    const leased = await runStates(exchange, selecting(exchange, known), () => dhcpTimeOut(exchange, known))
    const isOffer = exchange.request.lease === 'offer'
    if (isOffer) tellLateOffers(exchange, known)
    const address = leased.terms.packet.yiaddr
    const mac = (await io.checkAddress?.(address)) ?? null
    if (mac === null) return leased
    io.onEvent({ event: 'DhcpAddressInUse', address, mac })
    const inUse = addressInUse(exchange.request, leased.terms.server, address, mac)
    // Nothing was leased: there is nothing to decline, and the server would offer the same again.
    if (isOffer) throw inUse
    await runStates(exchange, declining(exchange, leased.terms), () => inUse)
    if (conflicts >= MAX_CONFLICTS) throw inUse
  }
}

function addressInUse(request: DhcpRequest, server: string, address: string, mac: string): BootError {
  return new BootError('E_NETWORK', {
    what: `DHCP server ${server} gave ${request.mac} the address ${address}, which ${mac} on ${request.interfaceName} already uses`,
    hint: `find the host ${mac}, or give the guest another address on ${server}`,
  })
}
