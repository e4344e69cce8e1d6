/**
 * A unified kernel image: systemd's EFI stub with the command line, the ramdisk and the kernel as PE sections
 * (UAPI group specification "Unified Kernel Image"). The stub passes the command line on unchanged.
 * PE/COFF as in Microsoft's "PE Format"; all numbers little-endian.
 */

import { BootError } from '../boot-error.ts'

/** A section to add: its name (at most 8 bytes), its size in the file, and its size in memory if that is larger. */
export interface Section {
  name: string
  bytes: number
  memoryBytes?: number
}

/** The stub with a header that lists the added sections, and where in the file each of them goes. */
export interface ImageLayout {
  head: Buffer
  /** File offset of each section, in the order given; the gaps between them are zeros. */
  offsets: number[]
  /** Size of the whole file. */
  bytes: number
}

const SECTION_HEADER_BYTES = 40
const READABLE_DATA = 0x40000040

/** Adds `sections` after the stub's own. Throws E_UNSUPPORTED if `stub` is not a PE image or has no room for them. */
export function addSections(stub: Buffer, sections: Section[]): ImageLayout {
  const pe = stub.length < 0x40 ? stub.length : stub.readUInt32LE(0x3c)
  if (pe + 0x108 > stub.length || stub.readUInt32LE(pe) !== 0x4550) {
    throw unusable('is not a PE image')
  }
  const head = Buffer.from(stub)
  const count = head.readUInt16LE(pe + 6)
  const optional = pe + 24
  const table = optional + head.readUInt16LE(pe + 20)
  const memoryAlignment = head.readUInt32LE(optional + 32)
  const fileAlignment = head.readUInt32LE(optional + 36)
  const headersEnd = head.readUInt32LE(optional + 60)
  if (
    headersEnd > head.length ||
    table + (count + sections.length) * SECTION_HEADER_BYTES > headersEnd ||
    memoryAlignment === 0 ||
    fileAlignment === 0
  ) {
    throw unusable('has no room for more sections')
  }

  let address = align(head.readUInt32LE(optional + 56), Math.max(memoryAlignment, 4096))
  let offset = align(head.length, fileAlignment)
  const offsets = sections.map(({ name, bytes, memoryBytes }, index) => {
    const at = table + (count + index) * SECTION_HEADER_BYTES
    const inMemory = Math.max(bytes, memoryBytes ?? 0)
    const onFile = align(bytes, fileAlignment)
    head.fill(0, at, at + SECTION_HEADER_BYTES)
    head.write(name, at, 8, 'latin1')
    head.writeUInt32LE(inMemory, at + 8)
    head.writeUInt32LE(address, at + 12)
    head.writeUInt32LE(onFile, at + 16)
    head.writeUInt32LE(offset, at + 20)
    head.writeUInt32LE(READABLE_DATA, at + 36)
    const start = offset
    address = align(address + inMemory, Math.max(memoryAlignment, 4096))
    offset += onFile
    return start
  })
  head.writeUInt16LE(count + sections.length, pe + 6)
  head.writeUInt32LE(address, optional + 56)
  // The stub's checksum no longer matches; firmware ignores it.
  head.writeUInt32LE(0, optional + 64)
  return { head, offsets, bytes: offset }
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to
}

function unusable(how: string): BootError {
  return new BootError('E_UNSUPPORTED', {
    what: `systemd's EFI stub ${how}`,
    hint: 'reinstall the package systemd-boot-efi',
  })
}
