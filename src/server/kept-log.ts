/** The last of the server's log as a file, for the page: a line `{"at": ..., "event": ...}` an event. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { ServerEvent } from './events.ts'
import { lateFile } from './late-file.ts'

/** In its name: the server's address. */
export const LOG_FILE = /^log-[\d.]+\.jsonl$/

export interface KeptLog {
  add(event: ServerEvent): void
  /** Resolves when all is written. */
  close(): Promise<void>
}

const MOST_LINES = 500
/** Between two writes. Milliseconds. */
const INTERVAL = 500

/** Goes on with what is in the file. */
export async function keepLog(
  folder: string,
  address: string,
  onEvent: (event: ServerEvent) => void,
): Promise<KeptLog> {
  const path = join(folder, `log-${address}.jsonl`)
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n').filter(Boolean)
  const file = lateFile(path, INTERVAL, () => lines.map((line) => `${line}\n`).join(''), onEvent)
  return {
    add(event) {
      lines.push(JSON.stringify({ at: new Date().toISOString(), ...event }))
      lines.splice(0, lines.length - MOST_LINES)
      file.touch()
    },
    close: () => file.close(),
  }
}

const Stamped = v.object({ at: v.pipe(v.string(), v.isoTimestamp()) })

/** A line of the file; null: not one that this version writes. */
export function parseLogLine(line: string): { at: string; event: ServerEvent } | null {
  try {
    const read: unknown = JSON.parse(line)
    return { at: v.parse(Stamped, read).at, event: v.parse(ServerEvent, read) }
  } catch {
    return null
  }
}
