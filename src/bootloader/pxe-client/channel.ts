/**
 * JSON values over a socket, one per line, between the supervisor and a client process. Node's own channel between
 * processes will not do: it trusts what it receives (handles, messages of its own), and buffers messages of any length.
 */

import type { Duplex } from 'node:stream'

/** For sending. Values are written in order. */
export interface Channel {
  /** Sends soon. What cannot be sent is lost, because then the other end is gone. */
  send(value: unknown): void
  close(): void
}

/** For receiving. No method is called after onRefused, but onClosed. */
export interface ChannelEnd {
  onMessage(value: unknown): void
  /** Invalid or too much input. Nothing more is read. */
  onRefused(why: string): void
  /** The other end is gone. */
  onClosed(): void
}

/** What is accepted from the other end. More is refused. */
export interface ChannelLimits {
  /** Bytes of one message, and of all together. */
  message: number
  total: number
  /** The most messages. */
  count: number
}

const LINE_FEED = 0x0a
/** How much of the buffer for the longest line so far is kept for the next. */
const KEPT_BYTES = 64 * 1024

/** Receives from `socket` at once. A limit exceeded or a line that is not JSON closes it. */
export function openChannel(socket: Duplex, limits: ChannelLimits, end: ChannelEnd): Channel {
  const line = openLine()
  let total = 0
  let count = 0

  /** Why the chunk is refused; null: it is accepted. */
  const take = (chunk: Buffer): string | null => {
    total += chunk.length
    if (total > limits.total) return `more than ${limits.total} bytes`
    for (let from = 0; from < chunk.length; ) {
      const at = chunk.indexOf(LINE_FEED, from)
      line.add(chunk.subarray(from, at === -1 ? chunk.length : at))
      if (line.bytes() > limits.message) return `a message of more than ${limits.message} bytes`
      if (at === -1) return null
      from = at + 1
      count += 1
      if (count > limits.count) return `more than ${limits.count} messages`
      const value = parsed(line.take())
      if (value === undefined) return 'a message that is not JSON'
      end.onMessage(value)
    }
    return null
  }
  const read = (chunk: Buffer): void => {
    const why = take(chunk)
    if (why === null) return
    line.take()
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

/** Collects a line in one buffer, so that a part of one byte costs one byte. */
function openLine() {
  let held = Buffer.alloc(0)
  let used = 0
  return {
    bytes: () => used,
    add(part: Buffer): void {
      if (used + part.length > held.length) {
        const larger = Buffer.allocUnsafeSlow(2 * (used + part.length))
        held.copy(larger, 0, 0, used)
        held = larger
      }
      part.copy(held, used)
      used += part.length
    },
    /** The line; the next one begins. */
    take(): string {
      const text = held.toString('utf8', 0, used)
      if (held.length > KEPT_BYTES) held = Buffer.alloc(0)
      used = 0
      return text
    },
  }
}

/** The value of `line`; undefined, which JSON cannot express, if it is not JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
