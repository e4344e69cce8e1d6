/** Logs a boot's events to standard error as they happen: as text with a progress line, or as JSON objects. */

import type { LogSettings } from '../boot-task.ts'
import type { BootEvent } from '../events.ts'
import { jsonLine } from './json.ts'
import { print } from './print.ts'
import { progressLine } from './progress.ts'
import { sentence } from './sentences.ts'
import { visible } from './visible.ts'

/** A log that takes events. */
export interface Logger {
  onEvent(event: BootEvent): void
  /** Erases the progress line. */
  end(): void
}

const RANKS = { quiet: 0, normal: 1, verbose: 2, debug: 3 } as const

/** `progress`: whether a terminal shows running downloads; default: unless the level is quiet. */
export function createLogger({
  level,
  format,
  progress = level !== 'quiet',
}: LogSettings & { progress?: boolean }): Logger {
  return format === 'json' ? jsonLogger(level) : textLogger(RANKS[level], progress)
}

function textLogger(rank: number, showsProgress: boolean): Logger {
  const progress = process.stderr.isTTY && showsProgress ? progressLine(process.stderr) : null
  return {
    onEvent(event) {
      const { level, text } = sentence(event)
      if (RANKS[level] <= rank) {
        progress?.clear()
        print(process.stderr, `tspxeboot: ${visible(text)}\n`)
      }
      progress?.follow(event)
    },
    end: () => progress?.clear(),
  }
}

/** Logs every event as one line of JSON, or nothing if the level is quiet. */
function jsonLogger(level: LogSettings['level']): Logger {
  return {
    onEvent(event) {
      if (level !== 'quiet') print(process.stderr, `${jsonLine(event)}\n`)
    },
    end: () => {},
  }
}
