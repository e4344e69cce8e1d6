/** Prints the outcome of a command: as sentences, or as a JSON document, errors included. */

import { describeFailure } from '../failure.ts'
import { print } from '../log/print.ts'
import { visible, visibleJson } from '../log/visible.ts'

/**
 * Runs `work`, prints the `lines` of its report (with `json` the report itself), and resolves with the report. Rejects as
 * `work` does; with `json` the error is printed as a document first.
 */
export async function printReport<Report>(
  json: boolean | undefined,
  work: () => Promise<Report> | Report,
  lines: (report: Report) => readonly string[],
): Promise<Report> {
  try {
    const report = await work()
    printLines(json ? [document(report)] : lines(report).map(visible))
    return report
  } catch (error) {
    if (json) printLines([document({ error: describeFailure(error) })])
    throw error
  }
}

function document(value: unknown): string {
  return visibleJson(JSON.stringify(value, null, 2))
}

function printLines(lines: readonly string[]): void {
  print(process.stdout, lines.map((line) => `${line}\n`).join(''))
}
