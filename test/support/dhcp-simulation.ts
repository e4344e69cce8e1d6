// A network without time or wires for the DHCP exchange: servers are functions, hours pass in no time, and what is
// lost, late, doubled or overtaken is the test's to say.
import { setImmediate } from 'node:timers/promises'
import type { Lease } from '../../src/lease.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  OPTIONS,
  readOptions,
  writeOptions,
} from '../../src/udhcp-client/codec/index.ts'
import {
  acquireLease,
  type Clock,
  type DhcpEvent,
  type DhcpMessage,
  type DhcpRequest,
  type DhcpTransport,
  dhcpRequest,
  type LeaseIo,
} from '../../src/udhcp-client/index.ts'

export const MAC = '00:16:3e:11:22:33'

/** A packet of the client's, taken apart. */
export interface Sent {
  packet: DhcpPacket
  options: DhcpOptions
  to: { address: string; port: number }
  atMs: number
}

/** What a server sends, and when. */
export interface Sending {
  payload: Buffer
  source: string
  sourcePort?: number
  afterMs?: number
}

export type Server = (sent: Sent) => Sending[]

/** When the copies of a packet arrive, ms from now: none is a lost packet, two a doubled one. */
export type Fate = () => number[]

/** Time that passes only when nothing else is left to do. */
export class VirtualClock implements Clock {
  #now = 0
  #timers: { at: number; action: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Goes to the next timer; false where there is none. */
  step(): boolean {
    const next = this.#timers.reduce<{ at: number; action: () => void } | null>(
      (first, timer) => (first === null || timer.at < first.at ? timer : first),
      null,
    )
    if (next === null) return false
    this.#timers = this.#timers.filter((timer) => timer !== next)
    this.#now = next.at
    next.action()
    return true
  }
}

export interface Simulated {
  lease: Lease | null
  error: unknown
  events: DhcpEvent[]
  sent: Sent[]
  tookMs: number
}

/** An exchange against `servers`. */
export async function simulateExchange(
  servers: Server[],
  request: Partial<DhcpRequest> = {},
  { fate = () => [0], random = () => 0.5, ...io }: Partial<LeaseIo> & { fate?: Fate } = {},
): Promise<Simulated> {
  const clock = new VirtualClock()
  const events: DhcpEvent[] = []
  const sent: Sent[] = []
  let listener: (message: DhcpMessage) => void = () => {}
  let address = '0.0.0.0'
  const arrive = ({ payload, source, sourcePort = 67, afterMs = 0 }: Sending): void => {
    for (const delay of fate()) clock.after(afterMs + delay, () => listener({ payload, source, sourcePort }))
  }
  const transport: DhcpTransport = {
    send(payload, to) {
      const packet = decodePacket(payload)
      const message = { packet, options: readOptions(OPTIONS, packet.options), to, atMs: clock.now() }
      sent.push(message)
      for (const delay of fate()) {
        clock.after(delay, () => {
          for (const server of servers) server(message).forEach(arrive)
        })
      }
    },
    onMessage: (newListener) => {
      listener = newListener
    },
    ownAddress: () => address,
    failure: () => null,
    close() {},
  }
  const result: Simulated = { lease: null, error: null, events, sent, tookMs: 0 }
  let settled = false
  acquireLease(dhcpRequest({ mac: MAC, interfaceName: 'eth0', ...request }), {
    transport,
    clock,
    random,
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
    useAddress: async (lease) => {
      address = lease.address
    },
    ...io,
  })
    .then(
      (lease) => {
        result.lease = lease
      },
      (error: unknown) => {
        result.error = error
      },
    )
    .finally(() => {
      settled = true
      result.tookMs = clock.now()
    })
  for (;;) {
    await setImmediate()
    if (settled) {
      // What is under way arrives yet.
      while (clock.step()) {}
      return result
    }
    if (!clock.step()) throw new Error('the exchange waits for nothing')
  }
}

/** A server's answer to `sent`. */
export function replyTo({ packet }: Sent, options: DhcpOptions, fields: Partial<DhcpPacket> = {}): Buffer {
  return encodePacket({
    ...EMPTY_PACKET,
    op: 'reply',
    xid: packet.xid,
    chaddr: packet.chaddr,
    options: writeOptions(OPTIONS, options),
    ...fields,
  })
}

export interface ServerPlan {
  server: string
  address: string
  siaddr?: string
  file?: string
  /** Besides those that every server sends. */
  options?: DhcpOptions
  /** How long it thinks about a DISCOVER. */
  pingMs?: number
  /** What it says to a REQUEST for its offer. */
  answer?: 'ACK' | 'NAK' | 'nothing'
}

/** An ordinary DHCP server that boots `pxelinux.0` from itself unless the plan says otherwise. */
export function dhcpServer(plan: ServerPlan): Server {
  const { server, address, siaddr = server, file = 'pxelinux.0', pingMs = 1, answer = 'ACK' } = plan
  const fields = { yiaddr: address, siaddr, file }
  const common: DhcpOptions = {
    serverId: server,
    leaseSeconds: 3600,
    subnetMask: '255.255.255.0',
    ...plan.options,
  }
  return (sent) => {
    const { messageType, serverId, requestedAddress } = sent.options
    if (sent.to.port !== 67) return []
    if (messageType === 'DISCOVER') {
      const payload = replyTo(sent, { messageType: 'OFFER', ...common }, fields)
      return [{ payload, source: server, afterMs: pingMs }]
    }
    if (messageType !== 'REQUEST' || serverId !== server || answer === 'nothing') return []
    const granted = answer === 'ACK' && requestedAddress === address
    const payload = granted
      ? replyTo(sent, { messageType: 'ACK', ...common }, fields)
      : replyTo(sent, { messageType: 'NAK', serverId: server, message: 'address not available' })
    return [{ payload, source: server, afterMs: 1 }]
  }
}
