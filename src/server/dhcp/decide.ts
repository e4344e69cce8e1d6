/**
 * The DHCP server's decisions (RFC 2131 section 4.3), pure: from a message, the server's data and the time to an answer
 * and what to remember. It is the only server of its network, so it refuses addresses that it has not assigned.
 */

import {
  type DhcpOptions,
  type DhcpPacket,
  type MessageType,
  OPTIONS,
  readOptions,
} from '../../udhcp-client/codec/index.ts'
import { isOnLink } from '../link-address.ts'
import { assign } from './assign.ts'
import type { DhcpServer, Heard, HostSettings, Leases } from './model.ts'
import { answer, nak } from './reply.ts'

/** What to do with a message. */
export type Decision =
  | {
      reply: DhcpPacket
      hold?: Holding | undefined
      /** The address is new to the client, so another machine may be using it without our knowledge. */
      isUntried?: boolean
    }
  /** `reason`: why there is no answer, for the log; null: the message was for another server. */
  | { reply: null; reason: string | null; hold?: Holding | undefined }

/** Holds `address` for `mac` (null: for no client) until `until`, milliseconds since 1970. */
export interface Holding {
  address: string
  mac: string | null
  until: number
}

/** How long an offer waits for its REQUEST, milliseconds. */
const OFFER_HELD = 60_000
/** How long a declined address is not offered, milliseconds. */
export const DECLINED_HELD = 600_000

/** What `server` does with a client's `message`. `leases` are its own; `now` is milliseconds since 1970. */
export function decide(
  message: DhcpPacket,
  server: DhcpServer,
  leases: Leases,
  heard: Heard,
  now: number,
): Decision {
  const host = server.hosts.get(message.chaddr) ?? server.others
  const options = readOptions(OPTIONS, message.options)
  const type = options.messageType
  if (message.op !== 'request' || type === undefined) return ignore('not a DHCP request')
  if (host === null) return ignore('not a client of this server')
  if (message.giaddr !== '0.0.0.0' && !isNeighbour(message.giaddr, server))
    return ignore('relayed from another network')
  if (heard.messages <= host.faults.ignoreFirst) return ignore('so the fixture says')
  const act = ACTS[type]
  return act === undefined
    ? ignore('not a client message')
    : act({ message, options, host, server, leases, heard, now })
}

interface Situation {
  message: DhcpPacket
  options: DhcpOptions
  host: HostSettings
  server: DhcpServer
  leases: Leases
  heard: Heard
  now: number
}

const ACTS: Partial<Record<MessageType, (situation: Situation) => Decision>> = {
  DISCOVER: (situation) => {
    const address = addressFor(situation, situation.options.requestedAddress ?? null)
    if (address === null) return ignore('no address is free')
    const { leases, message, now } = situation
    const held = leases.get(address)
    const ownUntil = held?.mac === message.chaddr ? held.until : 0
    // Asking again must not shorten the lease that a client has.
    const hold = { address, mac: message.chaddr, until: Math.max(now + OFFER_HELD, ownUntil) }
    const isUntried = situation.host.address === null && ownUntil <= now
    return { reply: answer('OFFER', address, situation), hold, isUntried }
  },

  REQUEST: (situation) => {
    const { message, options, host, server, heard, now } = situation
    if (heard.requests <= host.faults.ignoreRequests) return ignore('so the fixture says')
    const wanted = message.ciaddr === '0.0.0.0' ? options.requestedAddress : message.ciaddr
    if (options.serverId !== undefined && options.serverId !== server.identifier) {
      return { ...ignore(`the client chose ${options.serverId}`), hold: release(situation) }
    }
    if (wanted === undefined) return ignore('no address is requested')
    const refused = heard.requests - host.faults.ignoreRequests <= host.faults.nakFirst
    const address = addressFor(situation, wanted)
    if (refused || address !== wanted) return { reply: nak(situation) }
    const hold = { address, mac: message.chaddr, until: now + host.leaseSeconds * 1000 }
    return { reply: answer('ACK', address, situation), hold }
  },

  INFORM: (situation) =>
    isNeighbour(situation.message.ciaddr, situation.server)
      ? { reply: answer('ACK', null, situation) }
      : ignore('not from this network'),

  DECLINE: ({ options, leases, message, now }) => {
    const address = options.requestedAddress
    if (address === undefined || leases.get(address)?.mac !== message.chaddr) return ignore('not its address')
    return { ...ignore(`${address} is in use`), hold: { address, mac: null, until: now + DECLINED_HELD } }
  },

  RELEASE: (situation) => ({ ...ignore('released'), hold: release(situation) }),
}

function ignore(reason: string): { reply: null; reason: string } {
  return { reply: null, reason }
}

function isNeighbour(address: string, { identifier, prefixLength }: DhcpServer): boolean {
  return isOnLink(address, { address: identifier, prefixLength })
}

function addressFor({ message, host, server, leases, now }: Situation, wish: string | null): string | null {
  return assign(message.chaddr, host, wish, server, leases, now)
}

/** The address remains the client's until another one needs it. */
function release({ leases, message, now }: Situation): Holding | undefined {
  const held = [...leases].find(([, { mac }]) => mac === message.chaddr)
  return held && { address: held[0], mac: message.chaddr, until: now }
}
