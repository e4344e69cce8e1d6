/** The limits on one transfer (size, time without progress, total time), and its progress as events. */

import { BootError } from '../boot-error.ts'
import type { FetcherOptions, Receiver, Sink } from './fetcher.ts'

const PROGRESS_MS = 250

/** A transfer's receiver, and the signal that its transport must obey. */
export interface Limited extends Receiver {
  readonly retries: number
  readonly signal: AbortSignal
  /** Throws E_FETCH_PROTOCOL if fewer bytes came than were announced. */
  complete(): void
  /** Stops the timers. */
  close(): void
}

/** Puts the limits of `options` around `sink`. At a time limit the signal is aborted with a BootError as its reason. */
export function limitedReceiver(
  url: string,
  sink: Sink,
  options: FetcherOptions,
  caller: AbortSignal,
): Limited {
  const started = performance.now()
  const limits = new AbortController()
  let bytes = 0
  let retries = 0
  let total: number | null = null
  let progressAt = started
  let isMoving = false
  let told = 0

  const timer = setInterval(
    () => {
      const now = performance.now()
      if (bytes !== told) {
        told = bytes
        options.onEvent({ event: 'FetchProgress', url, bytes, totalBytes: total })
      }
      if (isMoving) {
        isMoving = false
        progressAt = now
      } else if (now - progressAt >= options.stallMs) {
        limits.abort(timeout(url, `no byte for ${seconds(options.stallMs)}`, bytes, total))
      }
      if (now - started >= options.totalMs) {
        limits.abort(timeout(url, `not done after ${seconds(options.totalMs)}`, bytes, total))
      }
    },
    Math.min(PROGRESS_MS, options.stallMs, options.totalMs),
  )

  const tooBig = (size: number) =>
    new BootError('E_FETCH_TOO_BIG', {
      what: `${url}: ${size} bytes are more than the ${options.maxSize} allowed`,
      hint: '--max-size raises the limit',
    })

  return {
    get bytes() {
      return bytes
    },
    get retries() {
      return retries
    },
    signal: AbortSignal.any([caller, limits.signal]),
    expect(size) {
      total = size
      if (size > options.maxSize) throw tooBig(size)
    },
    write(chunk) {
      const after = bytes + chunk.length
      if (after > options.maxSize) throw tooBig(after)
      if (total !== null && after > total) throw wrongSize(url, after, total)
      bytes = after
      isMoving = true
      return sink.write(chunk)
    },
    progressed() {
      isMoving = true
    },
    retried() {
      retries++
    },
    complete() {
      if (total !== null && bytes !== total) throw wrongSize(url, bytes, total)
    },
    close() {
      clearInterval(timer)
    },
  }
}

function wrongSize(url: string, bytes: number, total: number): BootError {
  return new BootError('E_FETCH_PROTOCOL', {
    what: `${url}: ${bytes} bytes came where the server announced ${total}`,
    hint: 'the file may have changed during the download',
  })
}

function timeout(url: string, limit: string, bytes: number, total: number | null): BootError {
  return new BootError('E_FETCH_TIMEOUT', {
    what: `${url}: ${limit} (${bytes} of ${total ?? 'unknown'} bytes came)`,
  })
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}
