/**
 * The exchange as a table: it goes from state to state, each a row of three functions, driven by packets and time. It
 * ends within the request's limit, in the value of a state or in an error.
 */

import { BootError } from '../boot-error.ts'
import { OPTIONS, unreadableOptions } from './codec/index.ts'
import type { Exchange } from './exchange.ts'
import { type Reply, readReply } from './messages.ts'
import type { DhcpMessage } from './transport.ts'

/** A state: what it sends, and what it does with an answer and on time-out. The exchange ends with a T. */
export interface State<T> {
  /** Sends its packet, `attempt` from 1, and returns how long to wait for answers, ms. */
  send(attempt: number): number
  /** A reply to us in this transaction. */
  receive(reply: Reply): Next<T> | Dropped
  /** The wait is over. */
  expire(attempt: number): Next<T>
}

/** Where an exchange goes next. `stay` may set a new wait, ms. */
export type Next<T> =
  | { next: 'go'; state: State<T> }
  | { next: 'again' }
  | { next: 'stay'; waitMs?: number }
  | { next: 'done'; value: T }

/** Why a state does not take a reply. */
export interface Dropped {
  dropped: string
}

/**
 * Goes from state to state, beginning with `first`, until one is done. Rejects with what a state throws, with
 * `timedOut()` at the limit, and with E_CANCELLED or the signal's own BootError when it is aborted.
 */
export function runStates<T>(exchange: Exchange, first: State<T>, timedOut: () => Error): Promise<T> {
  const { transport, clock, signal } = exchange.io
  return new Promise<T>((resolve, reject) => {
    let state = first
    let attempt = 1
    let over = false
    let cancelTimer = (): void => {}

    const end = (finish: () => void): void => {
      over = true
      cancelTimer()
      transport.onMessage(() => {})
      signal.removeEventListener('abort', abort)
      finish()
    }
    const abort = (): void => end(() => reject(cancelled(exchange)))
    /** What a state throws ends the exchange. */
    const guarded = (step: () => void): void => {
      if (over) return
      try {
        step()
      } catch (error) {
        end(() => reject(error))
      }
    }
    const wait = (ms: number): void => {
      cancelTimer()
      const expire = (): void => guarded(() => follow(state.expire(attempt)))
      cancelTimer = clock.after(Math.min(ms, exchange.remainingMs), expire)
    }
    const enter = (): void => {
      if (exchange.remainingMs === 0) throw timedOut()
      wait(state.send(attempt))
    }
    const follow = (next: Next<T>): void => {
      switch (next.next) {
        case 'done':
          end(() => resolve(next.value))
          break
        case 'stay':
          if (next.waitMs !== undefined) wait(next.waitMs)
          break
        case 'again':
          attempt += 1
          enter()
          break
        case 'go':
          state = next.state
          attempt = 1
          enter()
      }
    }
    const receive = (message: DhcpMessage): void => {
      const next = replyIn(exchange, message, state)
      if (next) follow(next)
    }

    if (signal.aborted) return reject(cancelled(exchange))
    signal.addEventListener('abort', abort)
    transport.onMessage((message) => guarded(() => receive(message)))
    guarded(enter)
  })
}

/** What `state` makes of a message; null: it was dropped, and counted. */
function replyIn<T>(exchange: Exchange, message: DhcpMessage, state: State<T>): Next<T> | null {
  const reply = readReply(message, exchange.request.mac, exchange.xid)
  if ('refused' in reply) {
    exchange.drop(message.source, reply)
    return null
  }
  const next = state.receive(reply)
  if ('dropped' in next) {
    exchange.drop(message.source, { refused: next.dropped })
    return null
  }
  for (const code of unreadableOptions(OPTIONS, reply.packet.options))
    exchange.ignoreOption(reply.server, code)
  return next
}

function cancelled({ io, request }: Exchange): Error {
  if (io.signal.reason instanceof BootError) return io.signal.reason
  return new BootError('E_CANCELLED', {
    what: `cancelled while asking DHCP for ${request.mac} on ${request.interfaceName}`,
  })
}
