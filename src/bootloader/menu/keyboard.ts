/** Reads a terminal's keys one by one, and notices what ends a dialog early: Ctrl-C, a hang-up, the caller. */

import { BootError } from '../../boot-error.ts'
import { decodeKeys, decodeRest, type Key } from './keys.ts'
import type { Terminal } from './terminal.ts'

/** Milliseconds after which a lone ESC counts as the Esc key; a terminal sends a sequence in one go. */
const ESC_MS = 100
/** Keys that wait to be read; more are dropped. */
const MAX_WAITING = 8192

/** An open keyboard. */
export interface Keyboard {
  /** The next key; null after `ms` without one. Fails as `signal` does. */
  next(ms: number): Promise<Key | null>
  /** Aborted when the dialog is over, with the reason: a BootError E_CANCELLED, or the caller's own. */
  signal: AbortSignal
  /** Restores the terminal. */
  close(): void
}

/** Switches the terminal to raw mode. Every way out must `close` it. */
export function openKeyboard(terminal: Terminal, caller: AbortSignal): Keyboard {
  const { input, output } = terminal
  const over = new AbortController()
  const waiting: Key[] = []
  let rest = ''
  let wake: (() => void) | null = null
  let escTimer: NodeJS.Timeout | undefined

  const end = (reason: unknown) => {
    over.abort(reason)
    wake?.()
  }
  const put = (keys: readonly Key[]) => {
    if (keys.includes('Ctrl-C')) end(cancelled('Ctrl-C was pressed at the boot menu'))
    waiting.push(...keys.slice(0, MAX_WAITING - waiting.length))
    wake?.()
  }
  const onData = (chunk: Buffer | string) => {
    clearTimeout(escTimer)
    const decoded = decodeKeys(rest + (typeof chunk === 'string' ? chunk : chunk.toString('latin1')))
    rest = decoded.rest
    put(decoded.keys)
    if (rest !== '') escTimer = setTimeout(onQuiet, ESC_MS)
  }
  const onQuiet = () => {
    put(decodeRest(rest))
    rest = ''
  }
  const onHangUp = () => end(cancelled('the console was closed while the boot menu was on it'))
  const onAbort = () => end(caller.reason)

  caller.addEventListener('abort', onAbort)
  input.on('data', onData).on('end', onHangUp).on('close', onHangUp).on('error', onHangUp)
  output.on('error', onHangUp)
  if (caller.aborted) onAbort()
  if (input.readableEnded || input.destroyed) onHangUp()
  terminal.setRaw(true)
  input.resume() // an earlier menu has paused it

  return {
    signal: over.signal,
    async next(ms) {
      if (waiting.length === 0 && !over.signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = null
      }
      over.signal.throwIfAborted()
      return waiting.shift() ?? null
    },
    close() {
      clearTimeout(escTimer)
      caller.removeEventListener('abort', onAbort)
      terminal.setRaw(false)
      input.pause()
      input.off('data', onData).off('end', onHangUp).off('close', onHangUp)
      // Errors of the last bytes come after this call; on a console that is gone they are of no interest.
      setImmediate(() => {
        input.off('error', onHangUp)
        output.off('error', onHangUp)
      })
    },
  }
}

function cancelled(what: string): BootError {
  return new BootError('E_CANCELLED', { what, hint: 'start the guest again, or name an entry with --label' })
}
