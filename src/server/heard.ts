/** Whom the server hears by DHCP, known or not, as a file: a JSON object a line, for `hosts discover`. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerEvent } from './events.ts'
import { reasonOf } from './service.ts'
import { writeAtomically } from './write-atomically.ts'

export interface Heard {
  hear(mac: string): void
  /** Resolves when all is written. */
  close(): Promise<void>
}

/** Beyond it the oldest are forgotten, so that a flood cannot fill the disk. */
const MAX_MACS = 4096
/** At most one write in that time. Milliseconds. */
const WRITE_INTERVAL = 2000

/** Keeps the list of the server at `address` in `folder`; it begins anew with each start. */
export function keepHeard(folder: string, address: string, onEvent: (event: ServerEvent) => void): Heard {
  const file = join(folder, `heard-${address}.jsonl`)
  /** When each was heard last. */
  const macs = new Map<string, Date>()
  let timer: NodeJS.Timeout | null = null
  let writing = Promise.resolve()
  const write = async () => {
    timer = null
    const lines = Array.from(macs, ([mac, at]) => `${JSON.stringify({ mac, at: at.toISOString() })}\n`)
    try {
      await mkdir(folder, { recursive: true })
      await writeAtomically(file, lines.join(''))
    } catch (error) {
      onEvent({ event: 'StateNotKept', file, reason: reasonOf(error) })
    }
  }
  return {
    hear(mac) {
      macs.delete(mac)
      macs.set(mac, new Date())
      const [oldest] = macs.keys()
      if (macs.size > MAX_MACS && oldest !== undefined) macs.delete(oldest)
      timer ??= setTimeout(() => {
        writing = write()
      }, WRITE_INTERVAL)
    },
    async close() {
      await writing
      if (timer === null) return
      clearTimeout(timer)
      await write()
    },
  }
}
