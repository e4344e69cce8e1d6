/** One DHCP exchange: what its states share. */

import type { DhcpEvent } from './events.ts'
import type { Refusal, Sender } from './messages.ts'
import type { DhcpRequest } from './request.ts'
import type { Clock, DhcpTransport, Random } from './transport.ts'

/** What an exchange works with. */
export interface ExchangeIo {
  transport: DhcpTransport
  clock: Clock
  random: Random
  onEvent: (event: DhcpEvent) => void
  signal: AbortSignal
  /**
   * The MAC address that already has `address` on the segment; null: nobody has it. Called from the offer on, and again
   * if another is taken. Without this function no address is probed.
   */
  checkAddress?(address: string): Promise<string | null>
}

/** Dropped packets reported for each reason: a flood of packets must not become a flood of events. */
const DROPS_TOLD = 10

/** What the states of one exchange share. */
export class Exchange {
  readonly request: DhcpRequest
  readonly io: ExchangeIo
  /** Packets dropped, by reason. */
  readonly dropped = new Map<string, number>()
  readonly #ignored = new Set<string>()
  readonly #start: number
  #xid = 0

  constructor(request: DhcpRequest, io: ExchangeIo) {
    this.request = request
    this.io = io
    this.#start = io.clock.now()
  }

  /** Begins a new transaction: late replies to the old one no longer match. */
  renew(): void {
    this.#xid = Math.floor(this.io.random() * 2 ** 32)
  }

  /** The id of the transaction, unsigned 32 bits. */
  get xid(): number {
    return this.#xid
  }

  /** What the packet to be sent now has in common with the others. */
  get sender(): Sender {
    const secs = Math.floor((this.io.clock.now() - this.#start) / 1000)
    return { request: this.request, xid: this.#xid, secs }
  }

  /** Time left until the limit, ms. */
  get remainingMs(): number {
    return Math.max(0, this.#start + this.request.dhcpMs - this.io.clock.now())
  }

  /**
   * How long to wait after `attempt` (from 1), ms: doubles from `firstMs` with each attempt, a quarter more or less at
   * random (RFC 2131 section 4.1; shorter than there, because somebody is waiting for the guest).
   */
  backoff(firstMs: number, attempt: number): number {
    return Math.round(firstMs * 2 ** (attempt - 1) * (0.75 + this.io.random() / 2))
  }

  /** Counts a dropped packet and reports it. `source`: the address it came from. */
  drop(source: string, { refused: reason, detail, client }: Refusal): void {
    const count = (this.dropped.get(reason) ?? 0) + 1
    this.dropped.set(reason, count)
    if (count > DROPS_TOLD) return
    this.io.onEvent({
      event: 'DhcpPacketDropped',
      reason: detail === undefined ? reason : `${reason}: ${detail}`,
      source,
      ...(client === undefined ? {} : { client }),
      count,
    })
  }

  /** Reports an option that counts as absent, once for each server and option. */
  ignoreOption(server: string, code: number): void {
    const key = `${server} ${code}`
    if (this.#ignored.has(key)) return
    this.#ignored.add(key)
    this.io.onEvent({ event: 'DhcpOptionIgnored', server, code })
  }
}
