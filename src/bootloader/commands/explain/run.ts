/** `explain`: what a guest would boot, step by step, and why not. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BootError } from '../../../boot-error.ts'
import type { GuestType } from '../../../guest-kernel/index.ts'
import { type PacketCounts, packetCounts } from '../../../guest-port/index.ts'
import type { BootEvent } from '../../events.ts'
import { diagnose } from '../../explain/diagnose.ts'
import { type Story, type TimedEvent, told } from '../../explain/story.ts'
import { explainText } from '../../explain/text.ts'
import { describeFailure, failureError } from '../../failure.ts'
import type { GuestRequest, Telling } from '../../guest-request.ts'
import { createTeller } from '../../log/teller.ts'
import { type OutputFiles, openOutputFiles } from '../../output-files.ts'
import { type BootReport, emptyReport } from '../../report.ts'
import { storyDocument } from '../../results/document.ts'
import { writeOutput } from '../../results/output.ts'
import { playBoot } from '../play.ts'
import { runLimits } from '../signals.ts'

export interface ExplainRequest extends GuestRequest {
  json: boolean
  /** Request the lease and release it, in place of reading the offer. */
  takeLease: boolean
  /** Download the files, check them, and delete them. */
  download: boolean
  /** The guest that the kernel must be able to start; null: any. */
  guestType: GuestType | null
}

/** Prints the report; the exit status is 1 where there is no boot. */
export async function runExplain(request: ExplainRequest): Promise<number> {
  const limits = runLimits(request.limits.totalMs)
  const story = await tell(request, limits.signal).finally(limits.release)
  const colours = process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === ''
  const text = request.json ? storyDocument(story) : explainText(story, { colours })
  await writeOutput(null, Buffer.from(text), new AbortController().signal)
  const { error } = story.report
  // Who reads the document by a program reads the failure where every other one is.
  if (error !== null && request.json) throw failureError(error)
  return error === null ? 0 : 1
}

async function tell(request: ExplainRequest, signal: AbortSignal): Promise<Story> {
  const teller = createTeller(tellingOf(request))
  const started = performance.now()
  const events: TimedEvent[] = []
  let before: ReadonlyMap<string, PacketCounts> = new Map()
  const onEvent = (event: BootEvent): void => {
    teller.onEvent(event)
    // No packet of ours has been sent yet.
    if (event.event === 'GuestPortMade') before = packetCounts()
    if (event.event !== 'FetchProgress') events.push({ atMs: Math.round(performance.now() - started), event })
  }
  const folder = request.download ? mkdtempSync(join(tmpdir(), 'tspxeboot-')) : null
  let files: OutputFiles | null = null
  let report: BootReport
  try {
    files = folder === null ? null : openOutputFiles(folder)
    report = await playBoot(request, {
      goal: 'files',
      downloads: files,
      lease: request.takeLease ? 'return' : 'offer',
      guestType: request.guestType,
      attended: false,
      onEvent,
      signal,
    })
  } catch (error) {
    if (!(error instanceof BootError) || error.code === 'E_USAGE') throw error
    report = { ...emptyReport(request.guest), error: describeFailure(error) }
  } finally {
    files?.discard()
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
    teller.end()
  }
  const facts = {
    report,
    events,
    live: request.tree === null,
    device: await deviceOf(events, before),
  }
  return { ...facts, diagnosis: diagnose(facts) }
}

/** The report tells it all: on the way only who asks for it is told, and whoever waits sees the downloads. */
function tellingOf({ telling }: ExplainRequest): Telling & { progress: boolean } {
  const quiet = telling.level === 'normal' && telling.format === 'text'
  return { ...telling, level: quiet ? 'quiet' : telling.level, progress: telling.level !== 'quiet' }
}

/** Looked at when all is over: what a bridge looks like is of interest where nothing answered. */
async function deviceOf(
  events: TimedEvent[],
  before: ReadonlyMap<string, PacketCounts>,
): Promise<Story['device']> {
  const [made] = told({ events }, 'GuestPortMade')
  if (made === undefined) return null
  const { inspectDevice } = await import('../../../guest-port/index.ts')
  return inspectDevice(made.device, made.port, before)
}
