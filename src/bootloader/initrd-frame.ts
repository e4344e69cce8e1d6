/** What goes between the files of a ramdisk: padding, and the archives around members. */

import type { InitrdFile } from '../pxecfg-parser/index.ts'
import { cpioHeader, cpioTrailer } from './cpio.ts'

/** Takes the files in order. It is told each one's size, and gives the bytes in front of it and behind the last. */
export class InitrdFrame {
  readonly #alignment: number
  /** Bytes up to here. */
  total = 0
  /** Folders of the archive that is open; null: none is. */
  #folders: Set<string> | null = null

  /** `alignment`: each file, or its archive, begins at a multiple of so many bytes. */
  constructor(alignment = 4) {
    this.#alignment = alignment
  }

  /** `size`: bytes of the file, which a member's header says. */
  before({ member }: InitrdFile, size: number): Buffer {
    const end = member === undefined ? this.#end() : this.#padding()
    if (member !== undefined) this.#folders ??= new Set()
    const header =
      member === undefined ? Buffer.alloc(0) : cpioHeader(member, size, this.#folders ?? new Set())
    if (member?.style === 'ipxe') this.#folders = null
    this.total += header.length
    return Buffer.concat([end, header])
  }

  add(bytes: number): void {
    this.total += bytes
  }

  /** Behind the last file. */
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
