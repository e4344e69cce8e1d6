/**
 * JSON values over a socket, one a line: how the supervisor and the PXE client process talk. Not Node's own channel
 * between processes: that believes what it is sent (handles, messages of its own) and holds a message of any length.
 */

import type { Duplex } from 'node:stream'

export interface Channel {
  /** Sends soon; what cannot be sent is lost, for then the other end is gone. */
  send(value: unknown): void
  close(): void
}

export interface ChannelEnd {
  onMessage(value: unknown): void
  /** What came is no message, or more than may come. Nothing more is read. */
  onRefused(why: string): void
  /** The other end is gone. */
  onClosed(): void
}

export interface ChannelLimits {
  /** Bytes of one message, and of all. */
  message: number
  total: number
  /** How many there may be. */
  count: number
}

const LINE_FEED = 0x0a

export function openChannel(socket: Duplex, limits: ChannelLimits, end: ChannelEnd): Channel {
  let parts: Buffer[] = []
  let held = 0
  let total = 0
  let count = 0

  /** Why the chunk is refused; null: it is not. */
  const take = (chunk: Buffer): string | null => {
    total += chunk.length
    if (total > limits.total) return `more than ${limits.total} bytes`
    for (let from = 0; from < chunk.length; ) {
      const at = chunk.indexOf(LINE_FEED, from)
      const part = chunk.subarray(from, at === -1 ? chunk.length : at)
      held += part.length
      if (held > limits.message) return `a message of more than ${limits.message} bytes`
      parts.push(part)
      if (at === -1) return null
      const line = Buffer.concat(parts).toString('utf8')
      parts = []
      held = 0
      from = at + 1
      count += 1
      if (count > limits.count) return `more than ${limits.count} messages`
      const value = parsed(line)
      if (value === undefined) return 'a message that is no JSON'
      end.onMessage(value)
    }
    return null
  }
  const read = (chunk: Buffer): void => {
    const why = take(chunk)
    if (why === null) return
    parts = []
    socket.off('data', read)
    socket.destroy()
    end.onRefused(why)
  }
  socket.on('data', read)
  socket.on('error', () => {})
  socket.once('close', () => end.onClosed())
  return {
    send(value) {
      if (!socket.destroyed) socket.write(`${JSON.stringify(value)}\n`)
    },
    close: () => socket.destroy(),
  }
}

/** undefined, which no JSON is, where `line` is none. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
