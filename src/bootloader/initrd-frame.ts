/** What goes between the files of a ramdisk: padding, and the archives that wrap some of them. */

import type { InitrdFile } from '../pxecfg-parser/index.ts'
import { cpioHeader, cpioTrailer } from './cpio.ts'

/** Given the files in order with their sizes, returns the bytes before each of them and after the last. */
export class InitrdFrame {
  readonly #alignment: number
  /** Bytes so far. */
  total = 0
  /** Folders in the open archive; null: none is open. */
  #folders: Set<string> | null = null

  /** `alignment`: each file, or its archive, begins at a multiple of this number of bytes. */
  constructor(alignment = 4) {
    this.#alignment = alignment
  }

  /** The bytes before the next file. `size`: of the file, for an archive member's header. */
  before({ member }: InitrdFile, size: number): Buffer {
    const end = member === undefined ? this.#end() : this.#padding()
    if (member !== undefined) this.#folders ??= new Set()
    const header =
      member === undefined ? Buffer.alloc(0) : cpioHeader(member, size, this.#folders ?? new Set())
    if (member?.style === 'ipxe') this.#folders = null
    this.total += header.length
    return Buffer.concat([end, header])
  }

  /** Counts bytes of a file. */
  add(bytes: number): void {
    this.total += bytes
  }

  /** The bytes after the last file. */
  after(): Buffer {
    return this.#folders === null ? Buffer.alloc(0) : this.#end()
  }

  #end(): Buffer {
    const padding = this.#padding()
    if (this.#folders === null) return padding
    this.#folders = null
    const trailer = cpioTrailer()
    this.total += trailer.length
    return Buffer.concat([padding, trailer])
  }

  #padding(): Buffer {
    const padding = Buffer.alloc((this.#alignment - (this.total % this.#alignment)) % this.#alignment)
    this.total += padding.length
    return padding
  }
}
