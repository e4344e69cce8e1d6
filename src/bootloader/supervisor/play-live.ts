/** Begins a live boot: what has to be in order first, its turn among other boots, and the room of its clients. */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import type { BootTask } from '../boot-task.ts'
import type { Context } from '../context.ts'
import type { BootReport } from '../report.ts'
import type { LiveMeans } from './live-means.ts'
import { requireRoot } from './require-root.ts'
import { openRoom } from './room.ts'
import { takeTurn } from './turns.ts'

/** Plays the boot on the host's network. Rejects with a BootError if there is no report: no port, no rights, an abort. */
export async function playLive(task: BootTask, means: LiveMeans, context: Context): Promise<BootReport> {
  const started = performance.now()
  requireRoot()
  context.signal.throwIfAborted()
  const caCertificates = readCertificates(task.caFile)
  const endTurn = means.downloads === null ? () => {} : await takeTurn(context)
  // It opens while the rest of the supervisor is loaded.
  const room = openRoom(task.place.mode, task.place.runas)
  // It may fail before anybody waits for it.
  room.catch(() => {})
  try {
    const { playInRoom } = await import('./play-in-room.ts')
    return await playInRoom(room, { task, means, context, caCertificates, started, endTurn })
  } finally {
    endTurn()
    await room.then(
      (opened) => opened.close(),
      () => {},
    )
  }
}

function readCertificates(file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `cannot read --ca-file=${file}: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}
