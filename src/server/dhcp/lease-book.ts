/** What a server holds, in memory and, for the server that has a file, on the disk before the client hears of it. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerEvent } from '../events.ts'
import { reasonOf } from '../service.ts'
import type { Holding } from './decide.ts'
import { readLeases, writeLeases } from './lease-file.ts'
import type { Held, Leases } from './model.ts'

export interface LeaseBook {
  readonly leases: Leases
  hold(holding: Holding): void
  /** Resolves when all that is held now is on the disk, or the log says that it cannot be. */
  saved(): Promise<void>
}

/** A book that ends with the process. */
export function memoryBook(): LeaseBook {
  const leases = new Map<string, Held>()
  return { leases, hold: (holding) => enter(leases, holding), saved: async () => {} }
}

/**
 * The book of the server at `address`, in `folder`, which is made if need be; in memory where
 * it cannot. Throws E_USAGE where the book cannot be read.
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
    /** Everybody who asks while one write runs shares the next. */
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
