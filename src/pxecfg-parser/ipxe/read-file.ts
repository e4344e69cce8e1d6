/** Reads as much of a file as is needed to tell what it is; scripts are read completely. */

import { BootError } from '../../boot-error.ts'
import { ask, type Play } from '../boot-program.ts'
import type { FetchedFile } from './images.ts'
import { kindOf } from './images.ts'
import { SCRIPT_LIMITS } from './limits.ts'
import { isScript } from './lines.ts'
import type { Want } from './wants.ts'

/** Most scripts are shorter, and need one request. */
const HEAD_BYTES = 64 * 1024

/** The first 64 KiB of a file, or all of a script and of an answer to a form. A BootError if it cannot be read. */
export function* readFile(want: Extract<Want, { want: 'read' }>): Play<FetchedFile | BootError> {
  const { name, url, form } = want
  const file = { name, url }
  if (form !== null) {
    const whole = yield* ask({ want: 'read', file, maxBytes: SCRIPT_LIMITS.bytes, post: form })
    return whole instanceof BootError ? whole : fetched(url, whole, whole.bytes.length)
  }
  const head = yield* ask({ want: 'head', file, maxBytes: HEAD_BYTES })
  if (head instanceof BootError) return head
  if (head.bytes.length < HEAD_BYTES) return fetched(url, head, head.bytes.length)
  const found = fetched(url, head, null)
  if (isScript(found.text ?? '')) {
    const whole = yield* ask({ want: 'read', file, maxBytes: SCRIPT_LIMITS.bytes })
    return whole instanceof BootError ? whole : fetched(url, whole, whole.bytes.length)
  }
  if (kindOf(found, isScript) !== 'program') return found
  const size = yield* ask({ want: 'probe', file })
  return size instanceof BootError ? size : { ...found, bytes: size.bytes }
}

/** `url`: where the file came from, if the server redirected. */
function fetched(
  asked: string,
  { bytes, url = asked }: { bytes: Uint8Array; url?: string },
  size: number | null,
): FetchedFile {
  return { url, bytes: size, text: Buffer.from(bytes).toString('latin1') }
}
