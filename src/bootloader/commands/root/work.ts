/** How every `root` command tells what came of it: as sentences or as JSON, errors as well. */

import { describeFailure } from '../../failure.ts'
import { visible, visibleJson } from '../../log/visible.ts'
import { type RootPlace, type RootWords, rootPlace } from './place.ts'

/** Returns the exit status. */
export async function work<Report>(
  words: RootWords,
  command: (place: RootPlace) => Promise<Report>,
  sentences: (report: Report) => readonly string[],
): Promise<number> {
  try {
    const report = await command(rootPlace(words))
    print(words.json ? [visibleJson(JSON.stringify(report, null, 2))] : sentences(report).map(visible))
    return 0
  } catch (error) {
    if (words.json) print([visibleJson(JSON.stringify({ error: describeFailure(error) }, null, 2))])
    throw error
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
