/** `explain`: what a guest would boot, step by step, and why not. */

import { BootError } from '../../boot-error.ts'
import { describeFailure } from '../failure.ts'
import type { GuestRequest } from '../guest-request.ts'
import { createTeller } from '../log/teller.ts'
import { type BootReport, emptyReport } from '../report.ts'
import { reportDocument } from '../results/document.ts'
import { playBoot } from './play.ts'
import { runLimits } from './signals.ts'

export interface ExplainRequest extends GuestRequest {
  json: boolean
  /** Request the lease and release it, in place of reading the offer. */
  takeLease: boolean
  /** Download the files, check them, and delete them. */
  download: boolean
}

/** Prints the report; the exit status is 1 where there is no boot. */
export async function runExplain(request: ExplainRequest): Promise<number> {
  const limits = runLimits(request.limits.totalMs)
  const teller = createTeller(request.telling)
  let report: BootReport
  try {
    report = await playBoot(request, {
      goal: 'files',
      downloads: null,
      takeLease: request.takeLease,
      onEvent: teller.onEvent,
      signal: limits.signal,
    })
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    report = { ...emptyReport(request.guest), error: describeFailure(error) }
  } finally {
    teller.end()
    limits.release()
  }
  if (request.json) process.stdout.write(reportDocument(report))
  return report.error === null ? 0 : 1
}
