/** Images in memory, in the order of registration. Source: ipxe src/core/image.c. */

import type { ProgramName } from '../../program-names.ts'
import type { Uri } from './uri.ts'

/** `program`: something that iPXE would run as 16-bit code of a PXE program. `unknown`: it cannot be executed. */
export type ImageKind = 'script' | 'linux' | 'multiboot' | 'program' | 'unknown'

/** What a request revealed about a file. */
export interface FetchedFile {
  /** Where it came from in the end, after redirects. */
  url: string
  /** null: the server does not say. */
  bytes: number | null
  /** The first bytes, or the whole script; byte text. null: only looked for. */
  text: string | null
}

/** An image in memory. Of a file that was only looked for, the content is not known yet. */
export interface Image {
  name: string
  uri: Uri
  /** `uri` after redirects. */
  origin: Uri
  /** Its arguments joined with blanks; null: none. */
  args: string | null
  /** null: not known before it is read. */
  kind: ImageKind | null
  bytes: number | null
  /** A boot program that we play ourselves; null: none that is known. */
  program: ProgramName | null
  /** Of a script. */
  text: string | null
  autofree: boolean
}

/** PXE programs must fit below 640 kB of which 0x7c00 bytes are taken. */
const LARGEST_PROGRAM = 0xa0000 - 0x7c00

/** Bytes of a file that are needed to tell its kind. */
export const HEAD_BYTES = 8192

/** The kind of a file, by its content and never by its name. */
export function kindOf({ text, bytes }: FetchedFile, isScript: (text: string) => boolean): ImageKind {
  const head = text ?? ''
  if (isScript(head)) return 'script'
  if (head.slice(0x1fe, 0x200) === '\x55\xaa' && head.slice(0x202, 0x206) === 'HdrS') return 'linux'
  if (head.slice(0x38, 0x3c) === 'ARM\x64') return 'linux'
  if (isMultiboot(head)) return 'multiboot'
  if (head.startsWith('\x7fELF') || head.startsWith('\x1f\x8b')) return 'linux'
  const size = bytes ?? head.length
  return size > 0 && size <= LARGEST_PROGRAM ? 'program' : 'unknown'
}

/** Whether there is a multiboot header: the magic at a multiple of 4 in the first 8 KiB, with flags and their checksum. */
function isMultiboot(head: string): boolean {
  for (let at = head.indexOf('\x02\xb0\xad\x1b'); at >= 0; at = head.indexOf('\x02\xb0\xad\x1b', at + 1)) {
    if (at % 4 === 0 && at < HEAD_BYTES) return true
  }
  return false
}

/** The images in memory, and the one that is selected. */
export class Images {
  readonly list: Image[] = []
  selected: Image | null = null

  /** The first image of that name; null: none. */
  find(name: string): Image | null {
    return this.list.find((image) => image.name === name) ?? null
  }

  add(image: Image): void {
    if (!this.list.includes(image)) this.list.push(image)
  }

  remove(image: Image): void {
    const at = this.list.indexOf(image)
    if (at >= 0) this.list.splice(at, 1)
    if (this.selected === image) this.selected = null
  }
}
