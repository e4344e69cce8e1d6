/** DHCP on one interface: every message to each server that is played there, and their answers back. */

import { setTimeout as delay } from 'node:timers/promises'
import {
  type DhcpPacket,
  decodePacket,
  encodePacket,
  MalformedPacket,
} from '../../udhcp-client/codec/index.ts'
import type { ServerEvent } from '../events.ts'
import { guarded } from '../service.ts'
import { type LeaseBook, memoryBook } from './lease-book.ts'
import type { DhcpLink } from './link.ts'
import type { DhcpServer } from './model.ts'
import { type Played, play, typeOf } from './play.ts'
import type { Probe } from './probe.ts'
import { destinationOf } from './reply.ts'

/** Answers that wait for their delay. */
const MAX_WAITING = 1024

export interface DhcpService {
  link: DhcpLink
  /** The first is the server of the interface; those of a fixture beside it have their books in memory. */
  servers: readonly DhcpServer[]
  book: LeaseBook
  probe: Probe
  onEvent(event: ServerEvent): void
}

/** Answers until the link is closed and `signal` is aborted. */
export function serveDhcp({ link, servers, book, probe, onEvent }: DhcpService, signal: AbortSignal): void {
  const played = servers.map((server, index) =>
    play(server, index === 0 ? book : memoryBook(), probe, onEvent),
  )
  let waiting = 0

  const answer = async (message: DhcpPacket, { server, decideOn }: Played) => {
    const { chaddr: mac } = message
    const decision = await decideOn(message)
    const asked = typeOf(message)
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

function decode(payload: Buffer): DhcpPacket | string {
  try {
    return decodePacket(payload)
  } catch (error) {
    if (error instanceof MalformedPacket) return error.message
    throw error
  }
}
