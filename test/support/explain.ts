// One run of `tspxeboot explain` in a namespace, and what its JSON document says.

import type { TimedEvent } from '../../src/bootloader/explain/dry-run.ts'
import type { BootReport } from '../../src/bootloader/report.ts'
import type { Namespace } from './network.ts'

/** The document of `explain --json`, as far as tests ask. */
export type Explained = BootReport & {
  status: number | null
  diagnosis: string[]
  events: (TimedEvent['event'] & { atMs: number })[]
  stderr: string
}

/** Explains `mac` with these words added. */
export async function explain(place: Namespace, program: string, words: string[]): Promise<Explained> {
  const { status, stdout, stderr } = await place.run([program, 'explain', '--json', ...words])
  try {
    return { ...JSON.parse(stdout), status, stderr }
  } catch {
    throw new Error(`no document but: ${stdout}${stderr}`)
  }
}

/** Error code and diagnosis in one text, for a test to match. */
export function verdict({ error, diagnosis }: Explained): string {
  return [`${error?.code}: ${error?.message} (${error?.hint})`, ...diagnosis].join('\n')
}
