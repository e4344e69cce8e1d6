/** DHCP on one port: passes every message to each server there, and sends their answers. */

import { setTimeout as delay } from 'node:timers/promises'
import {
  type DhcpPacket,
  decodePacket,
  encodePacket,
  MalformedPacket,
} from '../../udhcp-client/codec/index.ts'
import type { ServerEvent } from '../events.ts'
import { guarded } from '../service.ts'
import type { DhcpLink, Peer } from './link.ts'
import { type Played, typeOf } from './play.ts'

/** Most answers that wait for their delay. */
const MAX_WAITING = 1024

/** A port and its servers. */
export interface DhcpService {
  link: DhcpLink
  played: readonly Played[]
  /** Called with the MAC address of each client that sends anything. */
  onHeard(mac: string): void
  onEvent(event: ServerEvent): void
}

/** Answers until the link is closed and `signal` is aborted. */
export function serveDhcp({ link, played, onHeard, onEvent }: DhcpService, signal: AbortSignal): void {
  let waiting = 0

  const answer = async (message: DhcpPacket, { server: serverNow, decideOn }: Played, asker: Peer) => {
    const server = serverNow()
    const { chaddr: mac } = message
    const decision = await decideOn(message)
    const asked = typeOf(message)
    if (decision.reply === null) {
      const { reason } = decision
      if (reason !== null && (server.others !== null || server.hosts.has(mac)))
        onEvent({ event: 'DhcpIgnored', mac, asked, reason })
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
    link.answer(bytes.subarray(0, faults?.truncate ?? bytes.length), server.identifier, reply, asker)
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
  const receive = (payload: Buffer, asker: Peer) => {
    const message = decode(payload)
    if (typeof message === 'string')
      return onEvent({ event: 'DatagramDropped', client: asker.address, reason: message })
    if (message.op !== 'request') return
    onHeard(message.chaddr)
    for (const one of played) answerGuarded(message, one, asker)
  }
  link.onMessage(guarded(onEvent, (_payload, asker) => asker.address, receive))
}

function decode(payload: Buffer): DhcpPacket | string {
  try {
    return decodePacket(payload)
  } catch (error) {
    if (error instanceof MalformedPacket) return error.message
    throw error
  }
}
