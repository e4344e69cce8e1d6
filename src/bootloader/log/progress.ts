/** A line at the bottom of a terminal that shows the running downloads: bytes, percentage and rate. */

import type { BootEvent } from '../events.ts'
import { printStatus } from './print.ts'

const INTERVAL_MS = 100

interface Download {
  bytes: number
  totalBytes: number | null
  started: number
}

/** Draws to `terminal`, at most ten times a second. */
export function progressLine(
  terminal: { write(text: string): unknown },
  now: () => number = () => performance.now(),
) {
  const downloads = new Map<string, Download>()
  let drawnAt = Number.NEGATIVE_INFINITY
  let shown = false

  const clear = (): void => {
    if (shown) printStatus(terminal, '')
    shown = false
  }
  return {
    clear,
    follow(event: BootEvent): void {
      if (event.event === 'FetchStarted') {
        downloads.set(event.url, { bytes: 0, totalBytes: null, started: now() })
      } else if (event.event === 'FetchFinished' || event.event === 'FetchFailed') {
        if (downloads.delete(event.url)) clear()
      } else if (event.event === 'FetchProgress') {
        const started = downloads.get(event.url)?.started ?? now()
        downloads.set(event.url, { bytes: event.bytes, totalBytes: event.totalBytes, started })
        if (now() - drawnAt < INTERVAL_MS) return
        drawnAt = now()
        printStatus(terminal, describe(downloads, now()))
        shown = true
      }
    },
  }
}

function describe(downloads: Map<string, Download>, now: number): string {
  return [...downloads]
    .map(([url, { bytes, totalBytes, started }]) => {
      const share =
        totalBytes === null || totalBytes === 0 ? '' : ` ${Math.floor((100 * bytes) / totalBytes)}%`
      const seconds = (now - started) / 1000
      const rate = seconds > 0 ? ` ${megabytes(bytes / seconds)}/s` : ''
      return `${url.slice(url.lastIndexOf('/') + 1)} ${megabytes(bytes)}${share}${rate}`
    })
    .join('  ')
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
