/** A file for data that changes often. It is written some time after a change, so that a flood costs one write. */

import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ServerEvent } from './events.ts'
import { reasonOf } from './service.ts'
import { writeAtomically } from './write-atomically.ts'

/** The file, kept up to date. */
export interface LateFile {
  /** The data have changed. */
  touch(): void
  /** Resolves when all is written. */
  close(): Promise<void>
}

/** Writes at most once in `interval` ms. The first failure is an event. */
export function lateFile(
  file: string,
  interval: number,
  text: () => string,
  onEvent: (event: ServerEvent) => void,
): LateFile {
  let timer: NodeJS.Timeout | null = null
  let writing = Promise.resolve()
  let hasFailed = false
  const write = async () => {
    timer = null
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeAtomically(file, text())
    } catch (error) {
      if (!hasFailed) onEvent({ event: 'StateNotKept', file, reason: reasonOf(error) })
      hasFailed = true
    }
  }
  return {
    touch() {
      timer ??= setTimeout(() => {
        writing = writing.then(write)
      }, interval)
    },
    async close() {
      if (timer !== null) {
        clearTimeout(timer)
        writing = writing.then(write)
      }
      await writing
    },
  }
}
