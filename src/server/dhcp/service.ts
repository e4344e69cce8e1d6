/** DHCP on one interface: every message to each server that is played there, and their answers back. */

import { setTimeout as delay } from 'node:timers/promises'
import {
  type DhcpPacket,
  decodePacket,
  encodePacket,
  MalformedPacket,
  OPTIONS,
  readOptions,
} from '../../udhcp-client/codec/index.ts'
import type { ServerEvent } from '../events.ts'
import { guarded } from '../service.ts'
import { type Decision, decide } from './decide.ts'
import { type LeaseBook, memoryBook } from './lease-book.ts'
import type { DhcpLink } from './link.ts'
import type { DhcpServer, Heard } from './model.ts'
import { destinationOf } from './reply.ts'

/** Clients whose messages are counted for fixtures; beyond that the oldest are forgotten. */
const MAX_CLIENTS = 65536
/** Answers that wait for their delay. */
const MAX_WAITING = 1024

export interface DhcpService {
  link: DhcpLink
  /** The first is the server of the interface; those of a fixture beside it have their books in memory. */
  servers: readonly DhcpServer[]
  book: LeaseBook
  onEvent(event: ServerEvent): void
}

/** Answers until the link is closed and `signal` is aborted. */
export function serveDhcp({ link, servers, book, onEvent }: DhcpService, signal: AbortSignal): void {
  const played = servers.map((server, index) => play(server, index === 0 ? book : memoryBook()))
  let waiting = 0

  const answer = async (message: DhcpPacket, { server, book, decideOn }: Played) => {
    const { chaddr: mac } = message
    const decision = decideOn(message)
    const asked = typeOf(message)
    const saved = asked !== 'discover' && decision.hold ? book.saved() : null
    if (decision.reply === null) {
      if (server.others !== null || server.hosts.has(mac))
        onEvent({ event: 'DhcpIgnored', mac, asked, reason: decision.reason })
      return
    }
    const { reply } = decision
    const { faults } = server.hosts.get(mac) ?? server.others ?? {}
    if (faults && faults.delay > 0) {
      if (waiting >= MAX_WAITING) return
      waiting += 1
      await delay(faults.delay, undefined, { signal }).catch(() => {})
      waiting -= 1
      if (signal.aborted) return
    }
    await saved
    const bytes = encodePacket(reply)
    link.send(bytes.subarray(0, faults?.truncate ?? bytes.length), server.identifier, destinationOf(reply))
    onEvent({
      event: 'DhcpAnswered',
      mac,
      asked,
      answer: typeOf(reply),
      address: reply.yiaddr,
      server: server.identifier,
      bootFile: reply.file,
    })
  }

  const answerGuarded = guarded(onEvent, ({ chaddr }) => chaddr, answer)
  const receive = (payload: Buffer) => {
    const message = decode(payload)
    if (typeof message === 'string')
      return onEvent({ event: 'DatagramDropped', client: 'port 67', reason: message })
    if (message.op !== 'request') return
    for (const one of played) answerGuarded(message, one)
  }
  link.onMessage(guarded(onEvent, (_payload: Buffer) => 'port 67', receive))
}

interface Played {
  server: DhcpServer
  book: LeaseBook
  decideOn(message: DhcpPacket): Decision
}

/** A server with its memory: the addresses that it holds, and what it heard of whom. */
function play(server: DhcpServer, book: LeaseBook): Played {
  const heard = new Map<string, Heard>()
  return {
    server,
    book,
    decideOn(message) {
      const before = heard.get(message.chaddr) ?? { messages: 0, requests: 0 }
      const isRequest = typeOf(message) === 'request'
      const now = { messages: before.messages + 1, requests: before.requests + (isRequest ? 1 : 0) }
      heard.delete(message.chaddr)
      heard.set(message.chaddr, now)
      const [oldest] = heard.keys()
      if (heard.size > MAX_CLIENTS && oldest !== undefined) heard.delete(oldest)
      const decision = decide(message, server, book.leases, now, Date.now())
      if (decision.hold) book.hold(decision.hold)
      return decision
    },
  }
}

function decode(payload: Buffer): DhcpPacket | string {
  try {
    return decodePacket(payload)
  } catch (error) {
    if (error instanceof MalformedPacket) return error.message
    throw error
  }
}

function typeOf(message: DhcpPacket): string {
  return readOptions(OPTIONS, message.options).messageType?.toLowerCase() ?? 'bootp'
}
