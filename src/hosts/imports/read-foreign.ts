/** Reads a file of another program, and the files that it includes. */

import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { ANY_FILE_KIND, type FileKind } from './file-kinds.ts'
import type { Foreign, Includes } from './imported.ts'
import { kindOf } from './kinds.ts'
import { readPxeDb, SQLITE_MAGIC } from './pxe-db.ts'

/** Larger files cannot be any of these. */
const MOST_BYTES = 1 << 27

/**
 * What the file says, and its kind as reports name it. Throws E_USAGE if it cannot be read or its kind is unknown,
 * E_HOSTS_INVALID with file and line if it breaks the rules of its kind.
 */
export function readForeign(path: string): { kind: FileKind; foreign: Foreign } {
  const bytes = readBytes(path)
  if (bytes.subarray(0, SQLITE_MAGIC.length).toString('latin1') === SQLITE_MAGIC)
    return { kind: 'pxe_manager', foreign: readPxeDb(path) }
  const text = textOf(bytes)
  const kind = kindOf(text)
  if (kind === null)
    throw new BootError('E_USAGE', {
      what: `${path}: hosts cannot be imported from this kind of file`,
      hint: `give ${ANY_FILE_KIND}`,
    })
  return { kind: kind.name, foreign: kind.read(path, text, includesFrom(path)) }
}

/** Relative names are relative to the file's folder. */
function includesFrom(path: string): Includes {
  const place = (name: string) => (isAbsolute(name) ? name : join(dirname(path), name))
  return {
    read: (name) => unless(() => ({ path: place(name), text: textOf(readBytes(place(name))) })),
    list: (name) => unless(() => readdirSync(place(name)).sort()),
  }
}

function unless<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function readBytes(path: string): Buffer {
  try {
    const { size } = statSync(path)
    if (size > MOST_BYTES) throw new BootError('E_USAGE', { what: `${path}: ${size} bytes are too many` })
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof BootError) throw cause
    const code = (cause as NodeJS.ErrnoException).code
    throw new BootError('E_USAGE', { what: `cannot read ${path}: ${code}`, cause })
  }
}

function textOf(bytes: Buffer): string {
  return bytes
    .toString(isUtf8(bytes) ? 'utf8' : 'latin1')
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
}
