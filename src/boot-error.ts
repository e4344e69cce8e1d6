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

export type ErrorCode = (typeof ERROR_CODES)[number]

/** `what` happened, with the names and addresses in it; `hint`: what to do about it. One line each. */
export interface ErrorText {
  what: string
  hint?: string
  cause?: unknown
}

/** Servers and scripts can put names of any length into it. */
const MAX_LINE = 4096

/** A failure that its reader can act on: `code` for scripts, `message` and `hint` for people. */
export class BootError extends Error {
  override readonly name = 'BootError'
  readonly code: ErrorCode
  readonly hint: string | null

  constructor(code: ErrorCode, { what, hint, cause }: ErrorText) {
    super(what.length > MAX_LINE ? `${what.slice(0, MAX_LINE)}...` : what, { cause })
    this.code = code
    this.hint = hint ?? null
  }
}
