/** Writes a finished result where the caller wants it. */

import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { BootError } from '../../boot-error.ts'

const RETRY_MS = 20

/** What is written, whole or in pieces. */
export type Content = Uint8Array | Iterable<Uint8Array>

/**
 * Writes `content`, which may depend on whether it goes to a terminal, to `file` (null: standard output): a FIFO, an
 * existing file or a new one (mode 0600). Waits for a FIFO's reader until `signal` aborts. Throws E_OUTPUT; then a new
 * file is removed, and an existing one is empty.
 */
export async function writeOutput(
  file: string | null,
  content: Content | ((isTerminal: boolean) => Content),
  signal: AbortSignal,
): Promise<void> {
  const made = file !== null && !existsSync(file)
  const fd = file === null ? 1 : await openForWriting(file, signal)
  try {
    const all = typeof content === 'function' ? content(isatty(fd)) : content
    for (const bytes of all instanceof Uint8Array ? [all] : all) {
      for (let at = 0; at < bytes.length; ) {
        at += await whenReady(file, signal, 'EAGAIN', () => writeSync(fd, bytes, at))
      }
    }
  } catch (error) {
    if (file !== null && fstatSync(fd).isFile()) ftruncateSync(fd)
    if (made) rmSync(file, { force: true })
    throw error
  } finally {
    if (file !== null) closeSync(fd)
  }
}

/**
 * Prepares the output for a program that opens but does not create it: makes an empty file, and leaves a FIFO alone.
 * Returns a function that removes a file that was made. Throws E_OUTPUT.
 */
export function prepareOutput(file: string): () => void {
  const made = !existsSync(file)
  try {
    if (made || !statSync(file).isFIFO()) writeFileSync(file, '', { mode: 0o600 })
  } catch (cause) {
    throw cannotWrite(file, cause)
  }
  return () => {
    if (made) rmSync(file, { force: true })
  }
}

/** With O_NONBLOCK, because opening a FIFO that nobody reads would block the process for ever. */
function openForWriting(file: string, signal: AbortSignal): Promise<number> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NONBLOCK
  return whenReady(file, signal, 'ENXIO', () => openSync(file, flags, 0o600))
}

async function whenReady<T>(
  file: string | null,
  signal: AbortSignal,
  notYet: string,
  attempt: () => T,
): Promise<T> {
  for (;;) {
    try {
      return attempt()
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== notYet) throw cannotWrite(file, cause)
      if (signal.aborted) throw cannotWrite(file, cause, 'nobody reads it')
      await sleep(RETRY_MS)
    }
  }
}

function cannotWrite(file: string | null, cause: unknown, hint?: string): BootError {
  return new BootError('E_OUTPUT', {
    what: `cannot write the result to ${file ?? 'standard output'}: ${(cause as Error).message}`,
    ...(hint === undefined ? {} : { hint }),
    cause,
  })
}
