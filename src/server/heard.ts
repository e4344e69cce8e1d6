/** Records in a file which clients the server heard by DHCP, known or not, for `hosts discover`: a JSON object a line. */

import { join } from 'node:path'
import type { ServerEvent } from './events.ts'
import { lateFile } from './late-file.ts'

/** The open record. */
export interface Heard {
  hear(mac: string): void
  /** Resolves when all is written. */
  close(): Promise<void>
}

/** The oldest beyond this number are forgotten, so that a flood cannot fill the disk. */
const MAX_MACS = 4096
/** Milliseconds between two writes. */
const INTERVAL = 2000

/** Keeps the record of the server at `address` in `folder`. It starts empty. */
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
