/** A server's leases, in memory and, if it has a file, on the disk before the client gets its answer. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerEvent } from '../events.ts'
import { reasonOf } from '../service.ts'
import type { Holding } from './decide.ts'
import { readLeases, writeLeases } from './lease-file.ts'
import type { Held, Leases } from './model.ts'

/** The leases and how they change. */
export interface LeaseBook {
  readonly leases: Leases
  hold(holding: Holding): void
  /** Resolves when the present leases are on the disk, or an event says that they cannot be written. */
  saved(): Promise<void>
}

/** A book that ends with the process. */
export function memoryBook(): LeaseBook {
  const leases = new Map<string, Held>()
  return { leases, hold: (holding) => enter(leases, holding), saved: async () => {} }
}

/**
 * The book of the server at `address`, in `folder`, which is made if necessary; only in memory if that is impossible.
 * Throws E_USAGE if the book cannot be read.
 */
export async function openLeaseBook(
  folder: string,
  address: string,
  onEvent: (event: ServerEvent) => void,
): Promise<LeaseBook> {
  const file = join(folder, `leases-${address}.jsonl`)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    onEvent({ event: 'StateNotKept', file, reason: reasonOf(error) })
    return memoryBook()
  }
  return readBook(file, onEvent)
}

async function readBook(path: string, onEvent: (event: ServerEvent) => void): Promise<LeaseBook> {
  const leases = await readLeases(path)
  const save = () =>
    writeLeases(path, leases).catch((error: unknown) =>
      onEvent({ event: 'StateNotKept', file: path, reason: reasonOf(error) }),
    )
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return {
    leases,
    hold: (holding) => enter(leases, holding),
    /** All who ask during a write share the next one. */
    saved() {
      next ??= running.then(() => {
        next = null
        running = save()
        return running
      })
      return next
    },
  }
}

function enter(leases: Map<string, Held>, { address, mac, until }: Holding): void {
  leases.set(address, { mac, until })
}
