/** A dry run that has ended: the report, and every event with its time. */

import type { DeviceState } from '../../guest-port/index.ts'
import type { BootEvent } from '../events.ts'
import type { BootReport } from '../report.ts'

/** An event, `atMs` after the run began. */
export interface TimedEvent {
  atMs: number
  event: BootEvent
}

/** Everything that `explain` prints. */
export interface DryRun {
  report: BootReport
  events: TimedEvent[]
  /** On a network, not in a boot tree. */
  live: boolean
  /** The device on which the guest's network was looked for; null: a boot tree, or never got there. */
  device: DeviceState | null
  /** What the failure most likely comes from, and what to do; empty if nothing failed. */
  diagnosis: string[]
}

/** The events of one name, in order. */
export function eventsOf<Name extends BootEvent['event']>(
  { events }: Pick<DryRun, 'events'>,
  name: Name,
): (Extract<BootEvent, { event: Name }> & { atMs: number })[] {
  return events.flatMap(({ atMs, event }) =>
    event.event === name ? [{ ...(event as Extract<BootEvent, { event: Name }>), atMs }] : [],
  )
}
