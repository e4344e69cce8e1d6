/** Makes the lease from an OFFER that was never sent: with a boot tree, options take the place of a DHCP server. */

import type { Lease } from '../lease.ts'
import { bootValues, tellBootValues } from './boot-values.ts'
import { type DhcpPacket, encodePacket } from './codec/index.ts'
import type { DhcpEvent } from './events.ts'
import { leaseFrom } from './lease-from.ts'
import { type Refusal, readReply, SERVER_PORT } from './messages.ts'
import { tellUnusableRouters } from './routers.ts'

/** Reads `offer` as if `server` had sent it; a Refusal if no DHCP server could send it. */
export function offeredLease(
  offer: DhcpPacket,
  server: string,
  onEvent: (event: DhcpEvent) => void,
): Lease | Refusal {
  const message = { payload: encodePacket(offer), source: server, sourcePort: SERVER_PORT }
  const reply = readReply(message, offer.chaddr, offer.xid)
  if ('refused' in reply) return reply
  const values = bootValues([reply])
  tellBootValues(values, onEvent)
  const lease = leaseFrom(reply, values, false)
  tellUnusableRouters(reply, lease, onEvent)
  return lease
}
