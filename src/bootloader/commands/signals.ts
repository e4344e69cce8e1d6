/** What ends a run from outside: a signal, a hang-up of the terminal, or the limit on the whole run. */

import { BootError, type ErrorText } from '../../boot-error.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** The error of a boot that exceeds its limit. */
const lateBoot = (totalMs: number): ErrorText => ({
  what: `the boot took longer than ${totalMs / 1000} s`,
  hint: '--timeout sets the limit; -v shows where the time goes',
})

/**
 * For a run whose result is out, and which ends by itself: a signal would make it a failed one, whose files are nobody's.
 */
export function outlastSignals(): void {
  for (const name of SIGNALS) process.on(name, () => {})
}

/**
 * An AbortSignal that aborts with E_CANCELLED or, after `totalMs`, with E_TIMEOUT and the text `late`; `release` removes
 * the handlers.
 */
export function runLimits(
  totalMs: number,
  late: ErrorText = lateBoot(totalMs),
): { signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  const cancel = (name: string): void =>
    controller.abort(
      new BootError('E_CANCELLED', { what: `ended by ${name}`, hint: 'nothing is left behind' }),
    )
  const failed = ({ code }: NodeJS.ErrnoException): void => {
    if (code === 'EIO') cancel('the hang-up of its terminal')
  }
  for (const name of SIGNALS) process.on(name, cancel)
  process.stderr.on('error', failed)
  const timer = setTimeout(() => controller.abort(new BootError('E_TIMEOUT', late)), totalMs)
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer)
      for (const name of SIGNALS) process.off(name, cancel)
      process.stderr.off('error', failed)
    },
  }
}
