/** Tells a boot's events on standard error while they happen: as text with a progress line, or as JSON objects. */

import type { BootEvent } from '../events.ts'
import { lineEnd } from '../failure.ts'
import type { Telling } from '../guest-request.ts'
import { jsonLine } from './json.ts'
import { progressLine } from './progress.ts'
import { sentence } from './sentences.ts'
import { visible } from './visible.ts'

export interface Teller {
  onEvent(event: BootEvent): void
  /** Takes the progress line away. */
  end(): void
}

const RANKS = { quiet: 0, normal: 1, verbose: 2, debug: 3 } as const

/** `progress`: whether a terminal shows the downloads under way, by default unless all is quiet. */
export function createTeller({
  level,
  format,
  progress = level !== 'quiet',
}: Telling & { progress?: boolean }): Teller {
  return format === 'json' ? jsonTeller(level) : textTeller(RANKS[level], progress)
}

function textTeller(rank: number, showsProgress: boolean): Teller {
  const progress = process.stderr.isTTY && showsProgress ? progressLine(process.stderr) : null
  return {
    onEvent(event) {
      const { level, text } = sentence(event)
      if (RANKS[level] <= rank) {
        progress?.clear()
        process.stderr.write(`tspxeboot: ${visible(text)}${lineEnd()}`)
      }
      progress?.follow(event)
    },
    end: () => progress?.clear(),
  }
}

/** Every event, one object a line: its own fields, and `time` in ms since 1970. Nothing where all is quiet. */
function jsonTeller(level: Telling['level']): Teller {
  return {
    onEvent(event) {
      if (level !== 'quiet') process.stderr.write(jsonLine(event) + lineEnd())
    },
    end: () => {},
  }
}
