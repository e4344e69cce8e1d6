/** Notifies open pages of changes by server-sent events; their script then reloads the changed parts. */

import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Sources } from './show.ts'

/** The most streams of all browsers together; each is a connection. */
const MOST_STREAMS = 32
/** Milliseconds between two looks for changes. */
const INTERVAL = 1000
/** How many looks without a change before a comment is sent, because proxies close silent connections. */
const SILENCE = 20

/** Answers with a stream that has an event at once and after each change of the hosts or the log. */
export function liveChanges({ model, log }: Sources): (c: Context) => Response {
  let open = 0
  let seen = { at: 0, text: '' }
  const current = () => {
    if (Date.now() - seen.at >= INTERVAL / 2)
      seen = { at: Date.now(), text: JSON.stringify([rowsOf(model), log()]) }
    return seen.text
  }
  return (c) => {
    if (open >= MOST_STREAMS) return c.text('Too many pages are open: this one does not update itself.', 503)
    open += 1
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      try {
        let told: string | null = null
        for (let look = 0; !stream.aborted; look += 1) {
          const now = current()
          if (now !== told) await stream.writeSSE({ event: 'change', data: '' })
          else if (look % SILENCE === 0) await stream.write(':\n\n')
          told = now
          await stream.sleep(INTERVAL)
        }
      } finally {
        open -= 1
      }
    })
  }
}

/** The rows, or why the store cannot be read. */
function rowsOf(model: Sources['model']): unknown {
  try {
    return model().rows
  } catch (error) {
    return String(error)
  }
}
