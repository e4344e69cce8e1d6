/**
 * Reads the lines of a configuration file as PXELINUX does, by fgets with a buffer of 4096 bytes: the rest of a longer
 * line is the next line, and each ends at its first CR, LF or NUL. Source: com32 readconfig.c.
 */

import { skipBlanks } from './text.ts'

/** Bytes that one line holds, its LF included. */
export const LINE_BYTES = 4095

/** Goes through the pieces of a file. `next` must be called before the first; the fields then describe the piece. */
export class LineReader {
  /** Number of the line in the file, from 1; the same for the pieces of a line that is too long. */
  line = 0
  /** The piece as it is in the file, LF included. */
  raw = ''
  /** Bytes of the line before this piece. */
  before = 0
  /** Whether this piece continues a line that was cut. */
  continued = false

  readonly #text: string
  #at = 0
  #lineEnd = 0
  #inLine = false

  constructor(text: string) {
    this.#text = text
  }

  /** Goes to the next piece; false at the end of the file. */
  next(): boolean {
    if (this.#at >= this.#text.length) return false
    this.continued = this.#inLine
    this.before = this.#inLine ? this.before + this.raw.length : 0
    if (!this.#inLine) this.line++
    if (!this.#inLine) this.#lineEnd = this.#text.indexOf('\n', this.#at) + 1 || this.#text.length
    const end = Math.min(this.#lineEnd, this.#at + LINE_BYTES)
    this.raw = this.#text.slice(this.#at, end)
    this.#inLine = end < this.#lineEnd
    this.#at = end
    return true
  }

  /** What PXELINUX sees of the piece: up to the first CR, LF or NUL. */
  get text(): string {
    const end = this.raw.search(/[\r\n\0]/)
    return end < 0 ? this.raw : this.raw.slice(0, end)
  }

  /** What PXELINUX keeps of the piece in a TEXT block: up to the first NUL. */
  get help(): string {
    const end = this.raw.indexOf('\0')
    return end < 0 ? this.raw : this.raw.slice(0, end)
  }

  /** Column from 1 of the first byte of `text` that is not a blank. */
  get column(): number {
    return this.before + skipBlanks(this.text) + 1
  }
}
