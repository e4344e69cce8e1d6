/**
 * A proxyDHCP server's decisions (PXE 2.1, section 2.2), pure: another server assigns the addresses, and this one says
 * what to boot. The boot file is in the offer; a client that has an address can ask again on port 4011.
 */

import { type DhcpOptions, type DhcpPacket, OPTIONS, readOptions } from '../../udhcp-client/codec/index.ts'
import { vendorClassFor } from './boot-file.ts'
import type { Decision } from './decide.ts'
import type { DhcpServer } from './model.ts'
import { proxyAnswer } from './reply.ts'

/** What `server` does with a client's `message` to that port. */
export function decideAsProxy(message: DhcpPacket, server: DhcpServer, port: 67 | 4011): Decision {
  const host = server.hosts.get(message.chaddr) ?? server.others
  const options = readOptions(OPTIONS, message.options)
  if (message.op !== 'request' || vendorClassFor(options) === null) return { reply: null, reason: null }
  const type = answerTo(options, port)
  if (type === null) return { reply: null, reason: null }
  return host === null
    ? { reply: null, reason: 'not a client of this server' }
    : { reply: proxyAnswer(type, { message, options, host, server }) }
}

function answerTo({ messageType }: DhcpOptions, port: 67 | 4011): 'OFFER' | 'ACK' | null {
  if (port === 67) return messageType === 'DISCOVER' ? 'OFFER' : null
  return messageType === 'REQUEST' || messageType === 'INFORM' ? 'ACK' : null
}
