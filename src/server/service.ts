/** What the DHCP, TFTP and HTTP services share. */

import { BootError } from '../boot-error.ts'
import type { ServerEvent } from './events.ts'
import type { Tree } from './tree.ts'

/** What each of them is given. */
export interface ServiceOptions {
  /** The server's address; it serves on no other. */
  address: string
  tree: Tree
  /** Whether a client is on the link that is served. */
  admits(client: string): boolean
  onEvent(event: ServerEvent): void
}

/** A running server; `close` ends its transfers and resolves when its port is free. */
export interface Service {
  close(): Promise<void>
}

/** The error for a port that cannot be opened. */
export function cannotListen(
  service: string,
  address: string,
  port: number,
  cause: NodeJS.ErrnoException,
): BootError {
  const what = `cannot serve ${service} on ${address} port ${port}: ${cause.message}`
  if (cause.code === 'EACCES' || cause.code === 'EPERM')
    return new BootError('E_PERMISSION', { what, hint: 'run as root, or inside `tspxeboot lab`', cause })
  const hint =
    cause.code === 'EADDRINUSE' ? `another ${service} server has it: stop that one first` : undefined
  return new BootError('E_NETWORK', { what, cause, ...(hint === undefined ? {} : { hint }) })
}

/**
 * Makes `handle` safe for packets from anybody: an exception or a rejected promise becomes an event, so that no packet can
 * end the server. `from` names the sender.
 */
export function guarded<Arguments extends unknown[]>(
  onEvent: ServiceOptions['onEvent'],
  from: (...packet: Arguments) => string,
  handle: (...packet: Arguments) => unknown,
): (...packet: Arguments) => void {
  return async (...packet) => {
    try {
      await handle(...packet)
    } catch (error) {
      const reason = `it cannot be handled: ${reasonOf(error)}`
      onEvent({ event: 'DatagramDropped', client: from(...packet), reason })
    }
  }
}

/** An error's message for the log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}
