/** Logs a boot's events on standard error while they happen: as text with a progress line, or as JSON objects. */

import type { LogSettings } from '../boot-task.ts'
import type { BootEvent } from '../events.ts'
import { jsonLine } from './json.ts'
import { print } from './print.ts'
import { progressLine } from './progress.ts'
import { sentence } from './sentences.ts'
import { visible } from './visible.ts'

export interface Logger {
  onEvent(event: BootEvent): void
  /** Takes the progress line away. */
  end(): void
}

const RANKS = { quiet: 0, normal: 1, verbose: 2, debug: 3 } as const

/** `progress`: whether a terminal shows the downloads under way, by default unless all is quiet. */
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

/** Every event, one object a line: its own fields, and `time` in ms since 1970. Nothing where all is quiet. */
function jsonLogger(level: LogSettings['level']): Logger {
  return {
    onEvent(event) {
      if (level !== 'quiet') print(process.stderr, `${jsonLine(event)}\n`)
    },
    end: () => {},
  }
}
