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
import type { AddressConflict, DhcpRequest } from './request.ts'
import { tellUnusableRouters } from './routers.ts'
import { runStates } from './states.ts'

/** What acquireLease works with. */
export interface LeaseIo extends ExchangeIo {
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
  const leased = await freeLease(exchange)
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
async function freeLease(exchange: Exchange): Promise<LeaseTerms> {
  const { request, io } = exchange
  let conflict = request.conflicts.at(-1) ?? null
  for (let conflicts = request.conflicts.length; ; conflicts += 1) {
    if (conflict !== null) {
      const inUse = addressInUse(request, conflict)
      io.onEvent({ event: 'DhcpAddressInUse', address: conflict.address, mac: conflict.mac })
      // Nothing was leased: there is nothing to decline, and the server would offer the same again.
      if (request.lease === 'offer') throw inUse
      await runStates(exchange, declining(exchange, conflict), () => inUse)
      if (conflicts >= MAX_CONFLICTS) throw inUse
    }
    const known = newNegotiation()
    const leased = await runStates(exchange, selecting(exchange, known), () => dhcpTimeOut(exchange, known))
    if (request.lease === 'offer') tellLateOffers(exchange, known)
    const mac = await known.owner
    if (mac === null) return leased
    conflict = { server: leased.terms.server, address: leased.terms.packet.yiaddr, mac }
  }
}

function addressInUse(request: DhcpRequest, { server, address, mac }: AddressConflict): BootError {
  return new BootError('E_NETWORK', {
    what: `DHCP server ${server} gave ${request.mac} the address ${address}, which ${mac} on ${request.interfaceName} already uses`,
    hint: `find the host ${mac}, or give the guest another address on ${server}`,
  })
}
