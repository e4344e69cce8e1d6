/** What came of each file that was asked for, from the events of its transfer. */

import type { BootEvent } from '../events.ts'
import { type Story, told } from './story.ts'

type Failed = Extract<BootEvent, { event: 'FetchFailed' }>

export interface FileOutcome {
  url: string
  /** Since the run began, ms. */
  fromMs: number
  ms: number
  /** That came; a file that was only looked for has none. */
  bytes: number
  /** null: it is there. */
  error: Failed | null
}

/** All transfers, in the order in which they began. */
export function fileOutcomes(story: Pick<Story, 'events'>): FileOutcome[] {
  const ended = [...told(story, 'FetchFinished'), ...told(story, 'FetchFailed')]
  return ended
    .map((event) => ({
      url: event.url,
      // What crosses from the other process may come late, never early.
      fromMs: Math.max(0, event.atMs - event.ms),
      ms: event.ms,
      bytes: event.bytes,
      error: event.event === 'FetchFailed' ? event : null,
    }))
    .sort((a, b) => a.fromMs - b.fromMs)
}

/** The last of `url`; null: it was not asked for. */
export function fileOutcome(story: Pick<Story, 'events'>, url: string): FileOutcome | null {
  return fileOutcomes(story).findLast((outcome) => outcome.url === url) ?? null
}
