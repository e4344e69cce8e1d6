/** The supervisor's end of the channel to the PXE client process: it believes nothing that it does not check. */

import type { ChildProcess } from 'node:child_process'
import * as v from 'valibot'
import { BootError } from '../../boot-error.ts'
import type { BootEvent } from '../events.ts'
import { type Ask, FromChild, type Orders, type ToChild } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'

/** The child's messages, checked. A child that ends early or says what it may not is an error. */
export function converse(child: ChildProcess, signal: AbortSignal) {
  let onMessage: (message: FromChild) => void = () => {}
  let fail: (error: unknown) => void = () => {}
  let said = ''
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  // It may come before anybody waits for it.
  failed.catch(() => {})
  const ready = new Promise<void>((resolve) => {
    onMessage = ({ kind }) => {
      if (kind === 'ready') resolve()
    }
  })
  const aborted = () => fail(signal.reason)
  signal.addEventListener('abort', aborted, { once: true })
  child.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000)
  })
  child.on('message', (message) => {
    const checked = v.safeParse(FromChild, message)
    if (checked.success) onMessage(checked.output)
    else
      fail(
        new Error(
          `the PXE client process said what it may not: ${checked.issues[0].message} at ${v.getDotPath(checked.issues[0])}`,
        ),
      )
  })
  child.on('error', fail)
  child.on('exit', (code, by) => fail(endedEarly(code, by, said)))

  return {
    ready: Promise.race([ready, failed]),
    async run(
      orders: Orders,
      answerTo: (question: Ask) => Promise<unknown>,
      onEvent: (event: BootEvent) => void,
    ): Promise<BootReport> {
      const done = new Promise<BootReport>((resolve, reject) => {
        onMessage = (message) => {
          if (message.kind === 'event') onEvent(message.event)
          else if (message.kind === 'done') resolve(message.report)
          else if (message.kind === 'broken') reject(new Error(message.message))
          else if (message.kind === 'ask') {
            answerTo(message).then(
              (value) => tell(child, { kind: 'answer', value: value ?? null }),
              (error) => {
                if (!(error instanceof BootError)) return reject(error)
                tell(child, { kind: 'refusal', code: error.code, what: error.message, hint: error.hint })
              },
            )
          }
        }
      })
      tell(child, { kind: 'orders', orders })
      return Promise.race([done, failed]).finally(() => signal.removeEventListener('abort', aborted))
    },
  }
}

function tell(child: ChildProcess, message: ToChild): void {
  // A child that is gone is told nothing: its exit is the error.
  if (child.connected) child.send(message, () => {})
}

function endedEarly(code: number | null, by: NodeJS.Signals | null, said: string): BootError {
  const words = said.trim().replace(/\s*\n\s*/g, '; ')
  const denied = /not permitted|permission denied/i.test(words)
  return new BootError(denied ? 'E_PERMISSION' : 'E_NETWORK', {
    what: `the PXE client process ended ${by === null ? `with status ${code}` : `by ${by}`}${words === '' ? '' : `: ${words}`}`,
    hint: denied
      ? 'run as root (in dom0), or in a namespace of your own: tspxeboot lab'
      : 'it was ended from outside, or unshare and setpriv (util-linux) are missing',
  })
}
