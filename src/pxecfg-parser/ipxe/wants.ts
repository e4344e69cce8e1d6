/** What a script wants from outside, and gets: it does no I/O of its own. */

import type { BootError } from '../../boot-error.ts'
import type { FetchedFile } from './images.ts'
import type { ScriptMenu } from './menu.ts'
import type { ScriptEntry } from './result.ts'

export type Want =
  /** Whether a file is there, and how long it is. */
  | { want: 'probe'; url: string; name: string }
  /** Its first bytes, and all of it where it is a script. `form`: sent as a POST request. */
  | { want: 'read'; url: string; name: string; form: string | null; script: boolean }
  /** One item of a menu. */
  | { want: 'choose'; menu: ScriptMenu }
  /** A key press: of the key with code `key`, or of any when null. `timeoutMs` 0: no time limit. */
  | { want: 'key'; text: string; key: number | null; timeoutMs: number }
  /** A line of text. */
  | { want: 'line'; label: string; value: string; secret: boolean }
  /** Boot this: an answer only where it did not. */
  | { want: 'boot'; entry: ScriptEntry }
  /** Tell the person at the console. */
  | { want: 'echo'; text: string; newline: boolean }

export type Answer =
  | { file: FetchedFile }
  /** What a fetch ended with, or a kernel that cannot be booted. */
  | { error: BootError }
  /** Index of an item, or what was typed. null: Esc, Ctrl-C. undefined: nobody is there to ask. */
  | { chosen: number | null }
  | { key: 'pressed' | 'timed-out' | 'canceled' }
  | { line: string | null | undefined }
  | { done: true }

/** A computation that asks for things on its way. */
export type Asking<T> = Generator<Want, T, Answer>

/** A file of a server; a BootError where it cannot be had. */
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

export function* key(want: Extract<Want, { want: 'key' }>): Asking<'pressed' | 'timed-out' | 'canceled'> {
  const answer = yield want
  return 'key' in answer ? answer.key : mismatch(want)
}

/** null: canceled; undefined: nobody is there. */
export function* line(want: Extract<Want, { want: 'line' }>): Asking<string | null | undefined> {
  const answer = yield want
  return 'line' in answer ? answer.line : mismatch(want)
}

/** Why it did not boot; null: it did. */
export function* boot(entry: ScriptEntry): Asking<BootError | null> {
  const answer = yield { want: 'boot', entry }
  return 'error' in answer ? answer.error : null
}

function mismatch({ want }: Want): never {
  throw new TypeError(`not an answer to "${want}"`)
}
