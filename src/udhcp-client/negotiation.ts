/** What the states of figure 5 (RFC 2131) remember of the servers of one negotiation. */

import type { Reply } from './messages.ts'
import type { Choice } from './offers.ts'

export interface Negotiation {
  discovers: number
  requests: number
  offers: Reply[]
  /** Servers that answered a REQUEST with NAK, or not at all. */
  refused: Set<string>
  naks: number
  /** The offer that was requested last. */
  chosen: Choice | null
}

export function newNegotiation(): Negotiation {
  return { discovers: 0, requests: 0, offers: [], refused: new Set(), naks: 0, chosen: null }
}
