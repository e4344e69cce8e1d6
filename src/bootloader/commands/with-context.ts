/** Runs a command's work with the log, the signals and the time that its call has. */

import type { LogSettings } from '../boot-task.ts'
import type { Context } from '../context.ts'
import { createLogger } from '../log/logger.ts'
import { runLimits } from './signals.ts'

export interface ContextSettings {
  /** Limit of the whole run in ms. */
  totalMs: number
  /** `progress`: as createLogger has it. */
  log: LogSettings & { progress?: boolean }
}

/** The signal handlers, the timer and the progress line are gone when `work` has ended. */
export async function withContext<T>(
  { totalMs, log }: ContextSettings,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const limits = runLimits(totalMs)
  const logger = createLogger(log)
  try {
    return await work({ onEvent: logger.onEvent, signal: limits.signal })
  } finally {
    logger.end()
    limits.release()
  }
}
