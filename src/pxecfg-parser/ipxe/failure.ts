/** Failures of commands, which `||` catches; if nothing does, they end the script. */

import { BootError, type ErrorCode } from '../../boot-error.ts'

/** The place of a command: the script's name as it was requested, and the line from 1; 0: the whole boot file. */
export interface ScriptPlace {
  file: string
  line: number
}

/** A command that failed. `errno`: the number of http://ipxe.org/err/ that `${errno}` gets. */
export interface Failure {
  kind: FailureKind
  what: string
  hint?: string
  errno: number
  /** The error that a fetch ended with. */
  error?: BootError
}

/** Kinds of failure, each with our error code and iPXE's number, unless the command has a more specific number. */
const KINDS = {
  'command-not-found': { code: 'E_SCRIPT_FAILED', errno: 0x2e022001 },
  'condition-false': { code: 'E_SCRIPT_FAILED', errno: 0x2d02203b },
  'not-equal': { code: 'E_SCRIPT_FAILED', errno: 0x46022001 },
  'invalid-argument': { code: 'E_SCRIPT_FAILED', errno: 0x1c056002 },
  'not-a-number': { code: 'E_SCRIPT_FAILED', errno: 0x1c162102 },
  'unknown-option': { code: 'E_SCRIPT_FAILED', errno: 0x1c162202 },
  'missing-value': { code: 'E_SCRIPT_FAILED', errno: 0x1c162302 },
  'asks-for-usage': { code: 'E_SCRIPT_FAILED', errno: 0x0b1621a0 },
  'wrong-words': { code: 'E_SCRIPT_FAILED', errno: 0x46162001 },
  'label-not-found': { code: 'E_SCRIPT_FAILED', errno: 0x2d02803b },
  'no-menu': { code: 'E_FETCH_NOT_FOUND', errno: 0x2d16203b },
  'no-image': { code: 'E_FETCH_NOT_FOUND', errno: 0x2d0ae03b },
  'no-setting': { code: 'E_FETCH_NOT_FOUND', errno: 0x2d0c203b },
  'no-such-type': { code: 'E_SCRIPT_FAILED', errno: 0x3c0c2003 },
  'not-countable': { code: 'E_UNSUPPORTED', errno: 0x3c0c2003 },
  'no-such-device': { code: 'E_SCRIPT_FAILED', errno: 0x2c16203b },
  'no-such-configurator': { code: 'E_SCRIPT_FAILED', errno: 0x3c162003 },
  'no-disk': { code: 'E_SCRIPT_FAILED', errno: 0x1d852039 },
  'ends-in-continuation': { code: 'E_SCRIPT_FAILED', errno: 0x1c028002 },
  'exit-status': { code: 'E_SCRIPT_FAILED', errno: 0 },
  'needs-a-user': { code: 'E_SCRIPT_FAILED', errno: 0x0b8080a0 },
  canceled: { code: 'E_SCRIPT_FAILED', errno: 0x0b2ce0a0 },
  'timed-out': { code: 'E_SCRIPT_FAILED', errno: 0x4c22e035 },
  'file-not-found': { code: 'E_FETCH_NOT_FOUND', errno: 0x2d12603b },
  'exec-format': { code: 'E_NOT_A_KERNEL', errno: 0x2e008001 },
  'not-supported': { code: 'E_UNSUPPORTED', errno: 0x3c092003 },
  'unsupported-san': { code: 'E_UNSUPPORTED', errno: 0x3c222003 },
} as const satisfies Record<string, { code: ErrorCode; errno: number }>
/** A kind of failure: a row of KINDS. */
export type FailureKind = keyof typeof KINDS

/** null: the command succeeded. */
export type Status = Failure | null

/** A failure of a kind, with iPXE's number for it. `what` says what failed, without the command's name. */
export function fail(kind: FailureKind, what: string, hint?: string): Failure {
  return { kind, what, errno: KINDS[kind].errno, ...(hint === undefined ? {} : { hint }) }
}

/** iPXE's number for a file that an HTTP server does not have. */
const HTTP_NOT_FOUND = 0x2d0c613b

/** The failure for a file that could not be downloaded. */
export function fetchFailed(error: BootError, scheme: string | null): Failure {
  const kind = error.code === 'E_UNSUPPORTED' ? 'not-supported' : 'file-not-found'
  const overHttp = kind === 'file-not-found' && (scheme === 'http' || scheme === 'https')
  return {
    kind,
    what: error.message,
    errno: overHttp ? HTTP_NOT_FOUND : KINDS[kind].errno,
    error,
    ...(error.hint === null ? {} : { hint: error.hint }),
  }
}

/** The error of a script that ends in this failure. */
export function scriptError(failure: Failure, command: string, place: ScriptPlace): BootError {
  const { kind, what, hint, error } = failure
  return new BootError(error?.code ?? KINDS[kind].code, {
    what: `${where(place)}: ${command}: ${what}`,
    ...(hint === undefined ? {} : { hint }),
    reason: error?.reason ?? null,
    cause: error,
  })
}

/** An error that no `||` catches. */
export function fatal(code: ErrorCode, place: ScriptPlace, what: string, hint?: string): BootError {
  return new BootError(code, {
    what: `${where(place)}: ${what}`,
    ...(hint === undefined ? {} : { hint }),
  })
}

function where({ file, line }: ScriptPlace): string {
  return line === 0 ? file : `${file} line ${line}`
}
