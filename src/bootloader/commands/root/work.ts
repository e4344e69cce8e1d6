/** How every `root` command tells what came of it: as sentences or as JSON, errors as well. */

import { tell } from '../tell.ts'
import { type RootPlace, type RootWords, rootPlace } from './place.ts'

/** Returns the exit status. */
export async function work<Report>(
  words: RootWords,
  command: (place: RootPlace) => Promise<Report>,
  sentences: (report: Report) => readonly string[],
): Promise<number> {
  await tell(words.json, () => command(rootPlace(words)), sentences)
  return 0
}
