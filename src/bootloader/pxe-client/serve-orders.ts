/**
 * A client process's end of the channel to its supervisor: it says that it is ready, gets its orders, may ask questions
 * while it works, and says how the work ended. It ends when its supervisor does.
 */

import { stat } from 'node:fs'
import { Socket } from 'node:net'
import { BootError, errorOf, recordOf } from '../../boot-error.ts'
import { openChannel } from './channel.ts'
import {
  CHANNEL_FD,
  type Done,
  type EventOf,
  type FromClient,
  type Question,
  type ToClient,
} from './protocol.ts'

/** What a client's work can do with its supervisor. */
export interface Supervisor<Message extends FromClient> {
  /** One question at a time; a refusal rejects with the supervisor's BootError. */
  ask(question: Question<Message>): Promise<unknown>
  onEvent(event: EventOf<Message>): void
  /** Never aborted: to stop the work, the supervisor ends the process. */
  signal: AbortSignal
}

/** Runs `work` with the orders when they come, and sends its result, or the error that it rejects with. */
export function serveOrders<Orders, Message extends FromClient>(
  work: (orders: Orders, supervisor: Supervisor<Message>) => Promise<Done<Message>>,
): void {
  // A terminal's signals are for the supervisor to act on; SIGUSR1 would open Node's debugger to others of this user.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGUSR1'] as const) process.on(signal, () => {})
  let pending: { resolve(value: unknown): void; reject(error: Error): void } | null = null
  // The supervisor is trusted, and sends little.
  const unlimited = { message: Infinity, total: Infinity, count: Infinity }
  const channel = openChannel(new Socket({ fd: CHANNEL_FD, readable: true, writable: true }), unlimited, {
    onMessage: (value) => hear(value as ToClient<Orders>),
    onRefused: (why) => {
      throw new Error(why)
    },
    onClosed: () => process.exit(1),
  })
  const tell = (message: FromClient): void => channel.send(message)
  const supervisor: Supervisor<Message> = {
    ask: (question) =>
      new Promise<unknown>((resolve, reject) => {
        pending = { resolve, reject }
        tell(question)
      }).finally(() => {
        pending = null
      }),
    onEvent: (event) => tell({ kind: 'event', event }),
    signal: new AbortController().signal,
  }
  const hear = (message: ToClient<Orders>): void => {
    if (message.kind === 'orders')
      void work(message.orders, supervisor).then(tell, (error) => tell(failure(error)))
    else if (message.kind === 'answer') pending?.resolve(message.value)
    else pending?.reject(errorOf(message))
  }
  // The first file operation starts the threads that do them all: once we are ready, no other thread can be started.
  stat('/', () => tell({ kind: 'ready' }))
}

function failure(error: unknown): FromClient {
  if (error instanceof BootError) return { kind: 'failed', ...recordOf(error) }
  return { kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
