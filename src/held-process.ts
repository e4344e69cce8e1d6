/** A process by a descriptor of its folder below /proc: its number may be reused, and the descriptor never means another. */

import { closeSync, openSync } from 'node:fs'
import { BootError } from './boot-error.ts'

/** A process of this host, which may have ended. */
export interface HeldProcess {
  /** Its folder below /proc, for this process and those that it starts. Nothing is in it once the process has ended. */
  path: string
  /** May be called twice. */
  close(): void
}

/** Holds process `pid`: a child that was just started, whose number is not free yet. Throws E_NETWORK if it has ended. */
export function holdProcess(pid: number): HeldProcess {
  try {
    const descriptor = openSync(`/proc/${pid}`, 'r')
    let open = true
    return {
      path: `/proc/${process.pid}/fd/${descriptor}`,
      close() {
        if (open) closeSync(descriptor)
        open = false
      },
    }
  } catch (cause) {
    throw new BootError('E_NETWORK', {
      what: `process ${pid} is gone: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}
