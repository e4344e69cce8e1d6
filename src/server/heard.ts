/** Whom the server hears by DHCP, known or not, as a file: a JSON object a line, for `hosts discover`. */

import { join } from 'node:path'
import type { ServerEvent } from './events.ts'
import { lateFile } from './late-file.ts'

export interface Heard {
  hear(mac: string): void
  /** Resolves when all is written. */
  close(): Promise<void>
}

/** Beyond it the oldest are forgotten, so that a flood cannot fill the disk. */
const MAX_MACS = 4096
/** Between two writes. Milliseconds. */
const INTERVAL = 2000

/** Keeps the list of the server at `address` in `folder`; it begins anew with each start. */
export function keepHeard(folder: string, address: string, onEvent: (event: ServerEvent) => void): Heard {
  /** When each was heard last. */
  const macs = new Map<string, Date>()
  const text = () =>
    Array.from(macs, ([mac, at]) => `${JSON.stringify({ mac, at: at.toISOString() })}\n`).join('')
  const file = lateFile(join(folder, `heard-${address}.jsonl`), INTERVAL, text, onEvent)
  return {
    hear(mac) {
      macs.delete(mac)
      macs.set(mac, new Date())
      const [oldest] = macs.keys()
      if (macs.size > MAX_MACS && oldest !== undefined) macs.delete(oldest)
      file.touch()
    },
    close: () => file.close(),
  }
}
