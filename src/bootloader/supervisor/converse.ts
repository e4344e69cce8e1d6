/**
 * The supervisor's end of the channel to the PXE client process: it believes nothing that it does not check. A client
 * that ends early, says what it may not, too much, or at the wrong time, is an error.
 */

import type { ChildProcess } from 'node:child_process'
import type { Duplex } from 'node:stream'
import * as v from 'valibot'
import { BootError } from '../../boot-error.ts'
import type { BootEvent } from '../events.ts'
import { openChannel } from '../pxe-client/channel.ts'
import { type Ask, FromChild, type Orders, type ToChild } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'

export interface Client {
  process: ChildProcess
  /** The supervisor's end of the socket that is the client's CHANNEL_FD. */
  socket: Duplex
}

export interface Conversation {
  /** Resolves when the client's namespaces are there. */
  ready: Promise<void>
  /** Rejects when the client has ended or misbehaved, or on the signal; never resolves. */
  failed: Promise<never>
  /** Sends the orders and answers questions until the report is there. Rejects with BootError, or the signal's reason. */
  run(
    orders: Orders,
    answerTo: (question: Ask) => Promise<unknown>,
    onEvent: (event: BootEvent) => void,
  ): Promise<BootReport>
}

/** The report of a configuration of 8 MiB has room; what a client says in a boot is a small part of that. */
const LIMITS = { message: 1 << 25, total: 1 << 27, count: 100_000 }

/** How often each may be asked: an address conflict is looked for again, and menus come back after a failed boot. */
const MAX_ASKED: Record<Ask['question'], number> = { 'who-has': 8, configure: 1, choose: 100 }

export function converse(client: Client, signal: AbortSignal): Conversation {
  let onMessage: (message: FromChild) => void = ({ kind }) => {
    if (kind === 'ready') begin()
    else fail(misbehaved(`${kind} before its orders`))
  }
  let begin: () => void = () => {}
  let fail: (error: unknown) => void = () => {}
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

  let said = ''
  client.process.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  client.process.on('error', fail)
  // After its last words on standard error.
  client.process.on('close', (code, by) => fail(endedEarly(code, by, said)))
  const channel = openChannel(client.socket, LIMITS, {
    onMessage(value) {
      const checked = parse(value)
      if (typeof checked === 'string') fail(misbehaved(checked))
      else onMessage(checked)
    },
    onRefused: (why) => fail(misbehaved(why)),
    // Its end says why.
    onClosed: () => {},
  })
  const tell = (message: ToChild): void => channel.send(message)

  return {
    ready: Promise.race([ready, failed]),
    failed,
    async run(orders, answerTo, onEvent) {
      const asked: Record<Ask['question'], number> = { 'who-has': 0, configure: 0, choose: 0 }
      let answering = false
      const answer = async (ask: Ask): Promise<void> => {
        asked[ask.question] += 1
        if (answering) return fail(misbehaved('a question before the answer to another'))
        if (asked[ask.question] > MAX_ASKED[ask.question])
          return fail(misbehaved(`${ask.question} once too often`))
        answering = true
        try {
          const value = (await answerTo(ask)) ?? null
          answering = false
          tell({ kind: 'answer', value })
        } catch (error) {
          answering = false
          if (error instanceof BootError)
            tell({ kind: 'refusal', code: error.code, what: error.message, hint: error.hint })
          else fail(error)
        }
      }
      const done = new Promise<BootReport>((resolve) => {
        onMessage = (message) => {
          if (message.kind === 'event') onEvent(message.event)
          else if (message.kind === 'ask') void answer(message)
          else if (message.kind === 'broken') fail(new Error(message.message))
          else if (message.kind === 'ready') fail(misbehaved('ready twice'))
          else {
            nothingMore()
            resolve(message.report)
          }
        }
      })
      tell({ kind: 'orders', orders })
      return Promise.race([done, failed]).finally(() => {
        signal.removeEventListener('abort', aborted)
        nothingMore()
        channel.close()
      })
    },
  }
}

/** The message, or why it is none. Nested too deep for the schemas is one reason. */
function parse(value: unknown): FromChild | string {
  try {
    const checked = v.safeParse(FromChild, value, { abortEarly: true })
    if (checked.success) return checked.output
    const [issue] = checked.issues
    return `${v.getDotPath(issue) ?? 'a message'}: ${issue.message}`.slice(0, 200)
  } catch (error) {
    if (error instanceof RangeError) return 'a message nested too deep'
    throw error
  }
}

function misbehaved(how: string): BootError {
  return new BootError('E_NETWORK', {
    what: `the PXE client process said what it may not: ${how}`,
    hint: "something on the guest's network has made it do so, or this is a bug: please report it with the output of --debug",
  })
}

function endedEarly(code: number | null, by: NodeJS.Signals | null, said: string): BootError {
  const words = said.trim().replace(/\s*\n\s*/g, '; ')
  const denied = /not permitted|permission denied/i.test(words)
  return new BootError(denied ? 'E_PERMISSION' : 'E_NETWORK', {
    what: `the PXE client process ended ${by === null ? `with status ${code}` : `by ${by}`}${words === '' ? '' : `: ${words}`}`,
    hint: denied
      ? 'run as root (in dom0), or in a namespace of your own: tspxeboot lab'
      : 'it was ended from outside, or unshare, prlimit and setpriv (util-linux) do not work',
  })
}
