/** The network and the clock as the exchange sees them; a test puts simulated ones in their place. */

import { randomInt } from 'node:crypto'

/** A UDP payload that arrived on port 68, and who sent it. */
export interface DhcpMessage {
  payload: Buffer
  source: string
  sourcePort: number
}

/** Sends from and receives on port 68 of one interface. */
export interface DhcpTransport {
  /** Sends soon. Never throws: what cannot be sent is lost, as on a network. */
  send(payload: Buffer, to: { address: string; port: number }): void
  /** Hands every datagram to `listener`, which replaces the previous one. */
  onMessage(listener: (message: DhcpMessage) => void): void
  /** The interface's own address, 0.0.0.0 while it has none. */
  ownAddress(): string
  /** The system's own words for the last failure; null: there was none. */
  failure(): string | null
  close(): void
}

/** Time in milliseconds. */
export interface Clock {
  now(): number
  /** Runs `action` once after `ms`; the returned function cancels it. */
  after(ms: number, action: () => void): () => void
}

/** The process's own clock, which no change of the date moves. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
}

/** Returns a number from 0 up to, but not including, 1. */
export type Random = () => number

/** Unpredictable numbers, because transaction ids must not be guessed. */
export const systemRandom: Random = () => randomInt(2 ** 32) / 2 ** 32
