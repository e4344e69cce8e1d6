/**
 * The one error class of the program and the closed list of its codes. Everything that a user can cause,
 * a server can send or a host can lack ends as a BootError; any other exception is a bug.
 */

/** What went wrong, for scripts. docs/troubleshooting.md explains each. */
export const ERROR_CODES = [
  'E_USAGE',
  'E_PERMISSION',
  'E_NETWORK',
  'E_DHCP_TIMEOUT',
  'E_DHCP_NAK',
  'E_NO_BOOT_SERVER',
  'E_CONFIG_NOT_FOUND',
  'E_CONFIG_INVALID',
  'E_NO_ENTRY',
  'E_UNSUPPORTED',
  'E_SCRIPT_FAILED',
  'E_FETCH_NOT_FOUND',
  'E_FETCH_DENIED',
  'E_FETCH_TIMEOUT',
  'E_FETCH_TOO_BIG',
  'E_FETCH_PROTOCOL',
  'E_NOT_A_KERNEL',
  'E_CMDLINE_TOO_LONG',
  'E_OUTPUT',
  'E_LOCAL_BOOT',
  'E_HOSTS_INVALID',
  'E_HOSTS_CONFLICT',
  'E_HOSTS_NOT_FOUND',
  'E_HOSTS_APPLY',
  'E_CANCELLED',
  'E_TIMEOUT',
] as const

/** One of ERROR_CODES. */
export type ErrorCode = (typeof ERROR_CODES)[number]

/** What a code leaves open and a program may want to know; docs/troubleshooting.md explains each. */
export const ERROR_REASONS = [
  'connection-refused',
  'ipxe-by-content',
  'no-route',
  'not-a-kernel',
  'not-verified',
  'other-architecture',
  'other-guest-type',
  'port-unreachable',
  'this-host',
] as const

/** One of ERROR_REASONS. */
export type ErrorReason = (typeof ERROR_REASONS)[number]

/** `what` happened, with the names and addresses in it; `hint`: what to do about it. One line each. */
export interface ErrorText {
  what: string
  hint?: string | null
  reason?: ErrorReason | null
  cause?: unknown
}

/** The longest message: servers and scripts choose names of any length. */
const MAX_LINE = 4096

/** A BootError as plain data. `reason` is null if the code says it all. */
export interface ErrorRecord {
  code: ErrorCode
  reason: ErrorReason | null
  message: string
  hint: string | null
}

/** A failure that its reader can act on: `code` and `reason` for scripts, `message` and `hint` for people. */
export class BootError extends Error {
  override readonly name = 'BootError'
  readonly code: ErrorCode
  readonly reason: ErrorReason | null
  readonly hint: string | null

  constructor(code: ErrorCode, { what, hint, reason, cause }: ErrorText) {
    super(what.length > MAX_LINE ? `${what.slice(0, MAX_LINE)}...` : what, { cause })
    this.code = code
    this.reason = reason ?? null
    this.hint = hint ?? null
  }
}

/** The result of `work`, or its BootError as a value. Any other failure is a bug and is thrown. */
export async function settled<T>(work: Promise<T>): Promise<T | BootError> {
  try {
    return await work
  } catch (error) {
    if (error instanceof BootError) return error
    throw error
  }
}

/** The error as a record, for another process or for JSON. */
export function recordOf({ code, reason, message, hint }: BootError): ErrorRecord {
  return { code, reason, message, hint }
}

/** The inverse of recordOf. */
export function errorOf({ code, message, ...more }: ErrorRecord): BootError {
  return new BootError(code, { what: message, ...more })
}
