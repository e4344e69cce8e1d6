/** What a script wants from outside, and the answers. Scripts do no I/O of their own. */

import type { BootError } from '../../boot-error.ts'
import type { FetchedFile } from './images.ts'
import type { ScriptMenu } from './menu.ts'
import type { ScriptEntry } from './result.ts'

/** What a script wants from outside. */
export type Want =
  /** Whether a file is there, and how long it is. */
  | { want: 'probe'; url: string; name: string }
  /** Its first bytes, or all of it if it is a script. `form`: sent as a POST request. */
  | { want: 'read'; url: string; name: string; form: string | null; script: boolean }
  /** One item of a menu. */
  | { want: 'choose'; menu: ScriptMenu }
  /** A key press: of the key with code `key`, or of any when null. `timeoutMs` 0: no time limit. */
  | { want: 'key'; text: string; key: number | null; timeoutMs: number }
  /** A line of text. */
  | { want: 'line'; label: string; value: string; secret: boolean }
  /** Boot this; there is an answer only if it did not work. */
  | { want: 'boot'; entry: ScriptEntry }
  /** Print a text on the console. */
  | { want: 'echo'; text: string; newline: boolean }

/** The answer to a want. */
export type Answer =
  | { file: FetchedFile }
  /** A download failed, or a kernel cannot be booted. */
  | { error: BootError }
  /** Index of an item, or what was typed. null: Esc, Ctrl-C. undefined: nobody is there to ask. */
  | { chosen: number | null }
  | { key: 'pressed' | 'timed-out' | 'canceled' }
  | { line: string | null | undefined }
  | { done: true }

/** A computation that yields wants. */
export type Asking<T> = Generator<Want, T, Answer>

/** A file of a server, or the BootError that says why it cannot be read. */
export function* fetchFile(want: Extract<Want, { want: 'probe' | 'read' }>): Asking<FetchedFile | BootError> {
  const answer = yield want
  if ('file' in answer) return answer.file
  return 'error' in answer ? answer.error : mismatch(want)
}

/** Index of the chosen item; null: canceled. */
export function* choose(menu: ScriptMenu): Asking<number | null> {
  const answer = yield { want: 'choose', menu }
  return 'chosen' in answer ? answer.chosen : mismatch({ want: 'choose', menu })
}

/** How the wait for a key ended. */
export function* key(want: Extract<Want, { want: 'key' }>): Asking<'pressed' | 'timed-out' | 'canceled'> {
  const answer = yield want
  return 'key' in answer ? answer.key : mismatch(want)
}

/** The text that was typed; null: canceled; undefined: nobody is there. */
export function* line(want: Extract<Want, { want: 'line' }>): Asking<string | null | undefined> {
  const answer = yield want
  return 'line' in answer ? answer.line : mismatch(want)
}

/** The error why it did not boot; null: it did. */
export function* boot(entry: ScriptEntry): Asking<BootError | null> {
  const answer = yield { want: 'boot', entry }
  return 'error' in answer ? answer.error : null
}

function mismatch({ want }: Want): never {
  throw new TypeError(`not an answer to "${want}"`)
}
