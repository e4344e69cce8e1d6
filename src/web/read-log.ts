/** Reads the log that `serve` keeps in the state directory. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOG_FILE, parseLogLine, serverEventText } from '../server/index.ts'

/** A line of the log. */
export interface LogLine {
  /** ISO 8601. */
  at: string
  /** The host of the store that it is about; null: none. */
  host: string | null
  text: string
}

const MOST_LINES = 200

/** The lines of all servers, newest first; empty if there are none, or they cannot be read. */
export function readLog(stateDir: string): LogLine[] {
  const lines = namesIn(stateDir).flatMap((name) => textOf(join(stateDir, name)).split('\n'))
  return lines
    .map(parseLogLine)
    .filter((line) => line !== null)
    .map(({ at, event }) => ({
      at,
      host: 'host' in event ? (event.host ?? null) : null,
      text: serverEventText(event),
    }))
    .reverse()
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, MOST_LINES)
}

function namesIn(stateDir: string): string[] {
  try {
    return readdirSync(stateDir).filter((name) => LOG_FILE.test(name))
  } catch {
    return []
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
