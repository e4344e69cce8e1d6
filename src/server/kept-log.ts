/** Keeps the end of the server's log in a file, for the page: a line `{"at": ..., "event": ...}` for each event. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { ServerEvent } from './events.ts'
import { lateFile } from './late-file.ts'

/** The file's name, which contains the server's address. */
export const LOG_FILE = /^log-[\d.]+\.jsonl$/

/** The open file. */
export interface KeptLog {
  add(event: ServerEvent): void
  /** Resolves when all is written. */
  close(): Promise<void>
}

const MOST_LINES = 500
/** Milliseconds between two writes. */
const INTERVAL = 500

/** Opens the file and continues it. */
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

/** A line of the file; null: this version does not write such lines. */
export function parseLogLine(line: string): { at: string; event: ServerEvent } | null {
  try {
    const read: unknown = JSON.parse(line)
    return { at: v.parse(Stamped, read).at, event: v.parse(ServerEvent, read) }
  } catch {
    return null
  }
}
