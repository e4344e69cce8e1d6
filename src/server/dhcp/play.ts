/** One running DHCP server: its leases, the clients it has heard, and the addresses it probes. */

import { type DhcpPacket, OPTIONS, readOptions } from '../../udhcp-client/codec/index.ts'
import type { ServerEvent } from '../events.ts'
import { DECLINED_HELD, type Decision, decide } from './decide.ts'
import { decideAsProxy } from './decide-as-proxy.ts'
import type { LeaseBook } from './lease-book.ts'
import type { DhcpServer, Heard } from './model.ts'
import type { Probe } from './probe.ts'

/** What the service needs of it. */
export interface Played {
  /** The server's present data. */
  server(): DhcpServer
  /** Resolves when the answer may be sent: the address is not in use elsewhere, and the lease is saved. */
  decideOn(message: DhcpPacket): Promise<Decision>
}

/** Most clients whose messages are counted for fixtures; beyond that the oldest are forgotten. */
const MAX_CLIENTS = 65536
/** Most clients whose addresses are probed at the same time. The others have to ask again. */
const MAX_PROBES = 64
/** Most addresses that are probed for one client. */
const MAX_TRIES = 16

const BUSY = { reply: null, reason: 'still probing for a free address' } as const

/** A server that assigns addresses. */
export function play(
  server: () => DhcpServer,
  book: LeaseBook,
  probe: Probe,
  onEvent: (event: ServerEvent) => void,
): Played {
  const count = counter()
  const probed = new Set<string>()

  const decideNow = (message: DhcpPacket, heard: Heard): Decision => {
    const decision = decide(message, server(), book.leases, heard, Date.now())
    if (decision.hold) book.hold(decision.hold)
    return decision
  }

  const decideOnFree = async (message: DhcpPacket, heard: Heard): Promise<Decision> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const decision = decideNow(message, heard)
      if (decision.reply === null || !decision.isUntried) return decision
      const { yiaddr: address } = decision.reply
      if (probed.size > MAX_PROBES) {
        book.hold({ address, mac: message.chaddr, until: Date.now() })
        return BUSY
      }
      const mac = await probe(address)
      if (mac === null || mac === message.chaddr) return decision
      onEvent({ event: 'AddressInUse', address, mac })
      book.hold({ address, mac: null, until: Date.now() + DECLINED_HELD })
    }
    return { reply: null, reason: `other machines use each of ${MAX_TRIES} addresses` }
  }

  return {
    server,
    async decideOn(message) {
      const { chaddr: mac } = message
      const heard = count(message)
      if (typeOf(message) === 'discover') {
        if (probed.has(mac)) return BUSY
        probed.add(mac)
        return decideOnFree(message, heard).finally(() => probed.delete(mac))
      }
      const decision = decideNow(message, heard)
      const saved = decision.hold && book.saved()
      if (decision.reply !== null) await saved
      return decision
    },
  }
}

/** A server on that port that only says what to boot. It remembers nothing. */
export function playAsProxy(server: () => DhcpServer, port: 67 | 4011): Played {
  return { server, decideOn: async (message) => decideAsProxy(message, server(), port) }
}

/** Counts the messages of each client. */
function counter(): (message: DhcpPacket) => Heard {
  const heard = new Map<string, Heard>()
  return (message) => {
    const before = heard.get(message.chaddr) ?? { messages: 0, requests: 0 }
    const isRequest = typeOf(message) === 'request'
    const now = { messages: before.messages + 1, requests: before.requests + (isRequest ? 1 : 0) }
    heard.delete(message.chaddr)
    heard.set(message.chaddr, now)
    const [oldest] = heard.keys()
    if (heard.size > MAX_CLIENTS && oldest !== undefined) heard.delete(oldest)
    return now
  }
}

/** The message's type in lower case; `bootp` if it has none. */
export function typeOf(message: DhcpPacket): string {
  return readOptions(OPTIONS, message.options).messageType?.toLowerCase() ?? 'bootp'
}
