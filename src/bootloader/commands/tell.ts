/** How a command tells what came of it: as sentences, or as a JSON document that errors are told in as well. */

import { describeFailure } from '../failure.ts'
import { print } from '../log/print.ts'
import { visible, visibleJson } from '../log/visible.ts'

/** Resolves with what `work` came to, once `lines` of it, or with `json` itself, are printed. */
export async function tell<Report>(
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
