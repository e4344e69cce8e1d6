/** The JSON documents: the result of `--output-format=json`, and the same with the events for `explain --json`. */

import { menuReport } from '../../pxecfg-parser/index.ts'
import type { DryRun } from '../explain/dry-run.ts'
import { jsonText } from '../log/json.ts'
import type { BootReport } from '../report.ts'

/** Two blanks a level, with a line feed at the end. */
export function reportDocument(report: BootReport): string {
  return asText(reportFields(report))
}

/** The report's fields, and beside them what `explain` tells: `events`, `device` and `diagnosis`. */
export function dryRunDocument({ report, events, device, diagnosis }: DryRun): string {
  return asText({
    ...reportFields(report),
    device,
    events: events.map(({ atMs, event }) => ({ atMs, ...event })),
    diagnosis,
  })
}

function asText(document: object): string {
  return `${jsonText(document, 2)}\n`
}

function reportFields(report: BootReport): object {
  return { ...report, menu: report.menu === null ? null : menuReport(report.menu) }
}
