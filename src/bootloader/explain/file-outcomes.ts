/** The outcome of each requested file, from the events of its transfer. */

import type { BootEvent } from '../events.ts'
import { type DryRun, eventsOf } from './dry-run.ts'

type Finished = Extract<BootEvent, { event: 'FetchFinished' }>
type Failed = Extract<BootEvent, { event: 'FetchFailed' }>

/** How one transfer ended. */
export interface FileOutcome {
  url: string
  /** When it began, ms since the run began. */
  fromMs: number
  ms: number
  /** Bytes received; 0 for a file that was only looked for. */
  bytes: number
  /** null: the file exists. */
  error: Failed | null
}

/** All transfers that ended, in the order in which they began. */
export function fileOutcomes({ events }: Pick<DryRun, 'events'>): FileOutcome[] {
  const ended = events.flatMap(({ atMs, event }) =>
    event.event === 'FetchFinished' || event.event === 'FetchFailed' ? [{ atMs, event }] : [],
  )
  return eventsOf({ events }, 'FetchStarted').flatMap(({ url }) => {
    const at = ended.findIndex(({ event }) => event.url === url)
    return at < 0 ? [] : ended.splice(at, 1).map(outcomeOf)
  })
}

function outcomeOf({ atMs, event }: { atMs: number; event: Finished | Failed }): FileOutcome {
  const { url, ms, bytes } = event
  const error = event.event === 'FetchFailed' ? event : null
  // Events come from another process: they may be late, but never early.
  return { url, ms, bytes, error, fromMs: Math.max(0, atMs - ms) }
}

/** The last outcome of `url`; null: it was not requested. */
export function fileOutcome(dryRun: Pick<DryRun, 'events'>, url: string): FileOutcome | null {
  return fileOutcomes(dryRun).findLast((outcome) => outcome.url === url) ?? null
}
