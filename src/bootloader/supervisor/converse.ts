/**
 * The supervisor's end of the channel to a client process: it checks everything. A client that ends early or breaks the
 * protocol (a wrong message, too many, at the wrong time) is an error.
 */

import type { ChildProcess } from 'node:child_process'
import type { Duplex } from 'node:stream'
import * as v from 'valibot'
import { BootError, errorOf, recordOf } from '../../boot-error.ts'
import { openChannel } from '../pxe-client/channel.ts'
import type { Done, EventOf, FromClient, Question, ToClient } from '../pxe-client/protocol.ts'
import { watchEnd } from './client-end.ts'

/** A client process that runs. */
export interface Client {
  process: ChildProcess
  /** The supervisor's end of the socket that is the client's CHANNEL_FD. */
  socket: Duplex
  kill(): void
}

/** The messages that a client may send. */
export interface ClientProtocol<Message extends FromClient> {
  /** For messages: `PXE client`. */
  name: string
  schema: v.GenericSchema<unknown, Message>
  /** How many times each question may be asked. */
  mayAsk: Record<Question<Message>['question'], number>
}

/** A client to which a supervisor listens. */
export interface Conversation<Message extends FromClient> {
  /** Resolves when the client's program runs. */
  ready: Promise<void>
  /** Rejects when the client has ended or misbehaved, or on the signal; never resolves. */
  failed: Promise<never>
  /** Sends the orders and answers questions until it is done, then ends it. Rejects with BootError, or the signal's reason. */
  run(
    orders: unknown,
    answerTo: (question: Question<Message>) => Promise<unknown>,
    onEvent: (event: EventOf<Message>) => void,
  ): Promise<Done<Message>>
  /** Ends the client; from then on nothing that it sends or does matters. */
  end(): void
}

/** Room for the report of an 8 MiB configuration. Usually a client sends a small part of this. */
const LIMITS = { message: 1 << 25, total: 1 << 27, count: 100_000 }

/**
 * Begins to listen to a client. Before its orders it may only say that it is ready. When it is done, or has failed,
 * nothing that it sends matters.
 */
export function converse<Message extends FromClient>(
  client: Client,
  { name, schema, mayAsk }: ClientProtocol<Message>,
  signal: AbortSignal,
): Conversation<Message> {
  let begin: () => void = () => {}
  let fail: (error: unknown) => void = () => {}
  const misbehaved = (how: string): void => fail(protocolBroken(name, how))
  let onMessage: (message: Message) => void = ({ kind }) => {
    if (kind === 'ready') begin()
    else misbehaved(`${kind} before its orders`)
  }
  const nothingMore = (): void => {
    onMessage = () => {}
  }
  const failed = new Promise<never>((_, reject) => {
    fail = (error) => {
      nothingMore()
      reject(error)
    }
  })
  // It may come before anybody waits for it.
  failed.catch(() => {})
  const ready = new Promise<void>((resolve) => {
    begin = resolve
  })
  const aborted = () => fail(signal.reason)
  signal.addEventListener('abort', aborted, { once: true })
  if (signal.aborted) aborted()
  watchEnd(client.process, name, (why) => fail(why))

  const channel = openChannel(client.socket, LIMITS, {
    onMessage(value) {
      const checked = parse(schema, value)
      if (typeof checked === 'string') misbehaved(checked)
      else onMessage(checked)
    },
    onRefused: misbehaved,
    // watchEnd says why.
    onClosed: () => {},
  })
  const tell = (message: ToClient): void => channel.send(message)
  const end = (): void => {
    signal.removeEventListener('abort', aborted)
    fail = () => {}
    nothingMore()
    channel.close()
    client.kill()
  }

  return {
    ready: Promise.race([ready, failed]),
    failed,
    async run(orders, answerTo, onEvent) {
      const answer = questions<Message>(mayAsk, answerTo, { tell, misbehaved, fail: (error) => fail(error) })
      const done = new Promise<Done<Message>>((resolve) => {
        onMessage = (message) => {
          switch (message.kind) {
            case 'event':
              return onEvent(message.event as EventOf<Message>)
            case 'ask':
              return void answer(message as Question<Message>)
            case 'failed':
              return fail(errorOf(message))
            case 'broken':
              return fail(new Error(message.message))
            case 'ready':
              return misbehaved('ready twice')
            case 'done':
              nothingMore()
              resolve(message as Done<Message>)
          }
        }
      })
      tell({ kind: 'orders', orders })
      return Promise.race([done, failed]).finally(end)
    },
    end,
  }
}

/** Answers a client's questions, one at a time, each kind at most as often as `mayAsk` says. */
function questions<Message extends FromClient>(
  mayAsk: ClientProtocol<Message>['mayAsk'],
  answerTo: (question: Question<Message>) => Promise<unknown>,
  {
    tell,
    misbehaved,
    fail,
  }: {
    tell(message: ToClient): void
    misbehaved(how: string): void
    fail(error: unknown): void
  },
): (ask: Question<Message>) => Promise<void> {
  const left = new Map<string, number>(Object.entries(mayAsk))
  let answering = false
  return async (ask) => {
    const { question } = ask
    const times = left.get(question) ?? 0
    left.set(question, times - 1)
    if (answering) return misbehaved('a question before the answer to another')
    if (times <= 0) return misbehaved(`${question} once too often`)
    answering = true
    try {
      const value = (await answerTo(ask)) ?? null
      answering = false
      tell({ kind: 'answer', value })
    } catch (error) {
      answering = false
      if (error instanceof BootError) tell({ kind: 'refusal', ...recordOf(error) })
      else fail(error)
    }
  }
}

/** The checked message, or why `value` is not one: it may also be nested too deep for the schema. */
function parse<Message>(schema: v.GenericSchema<unknown, Message>, value: unknown): Message | string {
  try {
    const checked = v.safeParse(schema, value, { abortEarly: true })
    if (checked.success) return checked.output
    const [issue] = checked.issues
    return `${v.getDotPath(issue) ?? 'a message'}: ${issue.message}`.slice(0, 200)
  } catch (error) {
    if (error instanceof RangeError) return 'a message nested too deep'
    throw error
  }
}

function protocolBroken(name: string, how: string): BootError {
  return new BootError('E_NETWORK', {
    what: `the ${name} process broke its protocol: ${how}`,
    hint: "something on the guest's network made it do so, or this is a bug: please report it with the output of --debug",
  })
}
