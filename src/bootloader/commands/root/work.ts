/** Runs the work of a `root` command and prints its outcome as sentences or as JSON, errors included. */

import { printReport } from '../print-report.ts'
import { type RootPlace, type RootWords, rootPlace } from './place.ts'

/** Runs `command`, prints `sentences` about its report, and resolves with the exit status. Throws as `command` does. */
export async function work<Report>(
  words: RootWords,
  command: (place: RootPlace) => Promise<Report>,
  sentences: (report: Report) => readonly string[],
): Promise<number> {
  await printReport(words.json, () => command(rootPlace(words)), sentences)
  return 0
}
