/** Runs a command's work with its log, its signal handlers and its time limit. */

import type { LogSettings } from '../boot-task.ts'
import type { Context } from '../context.ts'
import { createLogger } from '../log/logger.ts'
import { runLimits } from './signals.ts'

/** The log and the time limit that a command line asks for. */
export interface ContextSettings {
  /** Limit of the whole run in ms. */
  totalMs: number
  /** `progress`: as for createLogger. */
  log: LogSettings & { progress?: boolean }
}

/** Runs `work`, then removes the signal handlers, the timer and the progress line. Rejects as `work` does. */
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
