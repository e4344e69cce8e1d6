/** Prints why a run failed; nothing else prints an error. */

import { BootError, type ErrorCode, type ErrorRecord, errorOf, recordOf } from '../boot-error.ts'
import { jsonLine } from './log/json.ts'
import { withoutPasswords } from './log/passwords.ts'
import { print } from './log/print.ts'
import { visible } from './log/visible.ts'

/** 2 for a usage error, 1 for everything else. */
export function exitStatusOf(error: unknown): number {
  return error instanceof BootError && error.code === 'E_USAGE' ? 2 : 1
}

/** A failure as one line: code, what happened, what to do. Control characters from the network are made harmless. */
export function failureLine(error: unknown): string {
  return visible(`tspxeboot: ${failureText(describeFailure(error))}`)
}

/** The same without the program's name and with any control characters. */
export function failureText({ code, message, hint }: Pick<Failure, 'code' | 'message' | 'hint'>): string {
  if (code === null)
    return `internal error: ${message} (this is a bug: please report it with the output of --debug)`
  return `${code}: ${message}${hint === null ? '' : ` (${hint})`}`
}

/** Prints the failure as the last line of standard error. `json`: as a JSON log line; `debug`: with a bug's stack. */
export function printFailure(error: unknown, { json, debug }: { json: boolean; debug: boolean }): void {
  if (json) {
    print(process.stderr, `${jsonLine({ event: 'Failed', ...describeFailure(error) })}\n`)
    return
  }
  if (debug && error instanceof Error && !(error instanceof BootError)) {
    print(process.stderr, `${withoutPasswords(error.stack ?? '')}\n`)
  }
  print(process.stderr, `${failureLine(error)}\n`)
}

/** A failure as plain data; code null: a bug of ours. */
export type Failure = Omit<ErrorRecord, 'code'> & { code: ErrorCode | null }

export function describeFailure(error: unknown): Failure {
  if (error instanceof BootError) return recordOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return { code: null, reason: null, message, hint: null }
}

/** The error that describeFailure described. */
export function failureError({ code, ...record }: Failure): Error {
  return code === null ? new Error(record.message) : errorOf({ code, ...record })
}
