/** `explain`: shows step by step what a guest would boot, or why it would not. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BootError } from '../../../boot-error.ts'
import { type PacketCounts, packetCounts } from '../../../guest-port/index.ts'
import type { BootTask, LogSettings } from '../../boot-task.ts'
import type { Context } from '../../context.ts'
import { diagnose } from '../../explain/diagnose.ts'
import { type DryRun, eventsOf, type TimedEvent } from '../../explain/dry-run.ts'
import { explainText } from '../../explain/text.ts'
import { describeFailure, failureError } from '../../failure.ts'
import { type BootReport, emptyReport } from '../../report.ts'
import { dryRunDocument } from '../../results/document.ts'
import { writeOutput } from '../../results/output.ts'
import { playInto } from '../play.ts'
import { withContext } from '../with-context.ts'

/** What to explain, and how. */
export interface ExplainRequest {
  task: BootTask
  json: boolean
  /** Whether to download the files, check them, and delete them. */
  download: boolean
}

/** Prints the report. Resolves with the exit status, which is 1 if there is no boot. */
export async function runExplain(request: ExplainRequest): Promise<number> {
  const dryRun = await withContext(
    { totalMs: request.task.limits.totalMs, log: logSettings(request.task) },
    (context) => dryRunOf(request, context),
  )
  const colours = process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === ''
  await print(request.json ? dryRunDocument(dryRun) : explainText(dryRun, { colours }))
  const { error } = dryRun.report
  // A program that reads the JSON finds this failure where it finds all others.
  if (error !== null && request.json) throw failureError(error)
  return error === null ? 0 : 1
}

/** Prints the JSON document for a call whose guest is unknown. */
export async function printFailure(error: BootError): Promise<void> {
  const report = { ...emptyReport({ mac: null, uuid: null }), error: describeFailure(error) }
  await print(dryRunDocument({ report, events: [], live: false, device: null, diagnosis: [] }))
}

async function print(text: string): Promise<void> {
  await writeOutput(null, Buffer.from(text), new AbortController().signal)
}

async function dryRunOf(request: ExplainRequest, { onEvent, signal }: Context): Promise<DryRun> {
  const started = performance.now()
  const events: TimedEvent[] = []
  let before: ReadonlyMap<string, PacketCounts> = new Map()
  const report = await play(request, {
    onEvent(event) {
      onEvent(event)
      // No packet of ours has been sent yet.
      if (event.event === 'GuestPortMade') before = packetCounts()
      if (event.event !== 'FetchProgress')
        events.push({ atMs: Math.round(performance.now() - started), event })
    },
    signal,
  })
  const facts = {
    report,
    events,
    live: request.task.tree === null,
    device: await deviceOf(events, before),
  }
  return { ...facts, diagnosis: diagnose(facts) }
}

/** Downloads, if requested, go to a folder that is removed again. */
async function play({ task, download }: ExplainRequest, context: Context): Promise<BootReport> {
  const folder = download ? mkdtempSync(join(tmpdir(), 'tspxeboot-')) : null
  try {
    return await playInto(folder, task, context, (report) => report)
  } catch (error) {
    if (!(error instanceof BootError) || error.code === 'E_USAGE') throw error
    return { ...emptyReport(task.guest), error: describeFailure(error) }
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

/** The report says everything, so there is no log unless requested; the progress line shows that downloads are running. */
function logSettings({ log }: BootTask): LogSettings & { progress: boolean } {
  const quiet = log.level === 'normal' && log.format === 'text'
  return { ...log, level: quiet ? 'quiet' : log.level, progress: log.level !== 'quiet' }
}

/** The device's state at the end of the run, which matters if nothing answered. */
async function deviceOf(
  events: TimedEvent[],
  before: ReadonlyMap<string, PacketCounts>,
): Promise<DryRun['device']> {
  const [made] = eventsOf({ events }, 'GuestPortMade')
  if (made === undefined) return null
  const { inspectDevice } = await import('../../../guest-port/index.ts')
  return inspectDevice(made.device, made.port, before)
}
