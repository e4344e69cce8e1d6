/** Tells a boot's events on standard error while they happen: as text with a progress line, or as JSON objects. */

import { readable } from '../../byte-text.ts'
import type { BootEvent } from '../events.ts'
import { lineEnd } from '../failure.ts'
import type { Telling } from '../guest-request.ts'
import { progressLine } from './progress.ts'
import { sentence } from './sentences.ts'
import { visible } from './visible.ts'

export interface Teller {
  onEvent(event: BootEvent): void
  /** Takes the progress line away. */
  end(): void
}

const RANKS = { quiet: 0, normal: 1, verbose: 2, debug: 3 } as const

export function createTeller({ level, format }: Telling): Teller {
  return format === 'json' ? jsonTeller(RANKS[level]) : textTeller(RANKS[level])
}

function textTeller(rank: number): Teller {
  const progress = process.stderr.isTTY && rank > 0 ? progressLine(process.stderr) : null
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

/** One object a line: the event's own fields, and `time` in ms since 1970. */
function jsonTeller(rank: number): Teller {
  return {
    onEvent(event) {
      if (RANKS[sentence(event).level] > rank) return
      const text = JSON.stringify({ time: Date.now(), ...event }, (_key, value) =>
        typeof value === 'string' ? readable(value) : value,
      )
      process.stderr.write(`${text}\n`)
    },
    end: () => {},
  }
}
