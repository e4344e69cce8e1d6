/** The ELF notes by which a kernel tells Xen how it can be started (xen/include/public/elfnote.h). */

import { forwardReader, type Read, type Stream } from './forward-reader.ts'

/** Numbers of the notes whose name is `Xen`. */
const ENTRY = 1
const PHYS32_ENTRY = 18

const PT_NOTE = 4
/** Bytes of the file's header, and of that what tells its class. */
const HEADER = { 1: 52, 2: 64 } as const
const IDENT = 16

/** Bytes of the table of segments and of a segment's notes that are read: far more than a kernel has. */
const MAX_TABLE = 64 * 1024
const MAX_NOTES = 1024 * 1024

interface Segment {
  offset: number
  length: number
}

/** The entry points for Xen that a kernel has. */
export interface XenEntries {
  /** XEN_ELFNOTE_ENTRY: the kernel can be a PV guest. */
  pv: boolean
  /** XEN_ELFNOTE_PHYS32_ENTRY: it can be a PVH guest. */
  pvh: boolean
}

/**
 * The entry points in the notes of an ELF file that comes as a stream; null if it is not a little-endian ELF file. Finds
 * notes behind the table of segments only, as every linker writes them.
 */
export async function xenEntries(elf: Stream): Promise<XenEntries | null> {
  const read = forwardReader(elf)
  const ident = await read(0, IDENT)
  const size = HEADER[ident[4] as 1 | 2]
  if (ident.toString('latin1', 0, 4) !== '\x7fELF' || size === undefined || ident[5] !== 1) return null
  const header = await read(IDENT, size - IDENT)
  if (header.length < size - IDENT) return null
  const types: number[] = []
  for (const { offset, length } of await noteSegments(header, ident[4] === 2, read))
    types.push(...xenNoteTypes(await read(offset, Math.min(length, MAX_NOTES))))
  return { pv: types.includes(ENTRY), pvh: types.includes(PHYS32_ENTRY) }
}

/** Ascending. `header`: of the file, without its first bytes. */
async function noteSegments(header: Buffer, is64: boolean, read: Read): Promise<Segment[]> {
  const at = (offset: number): number => offset - IDENT
  const table = is64 ? Number(header.readBigUInt64LE(at(32))) : header.readUInt32LE(at(28))
  const size = header.readUInt16LE(at(is64 ? 54 : 42))
  const count = header.readUInt16LE(at(is64 ? 56 : 44))
  const entries = await read(table, Math.min(size * count, MAX_TABLE))
  const segments: Segment[] = []
  for (let entry = 0; size > 0 && entry + (is64 ? 56 : 32) <= entries.length; entry += size) {
    if (entries.readUInt32LE(entry) !== PT_NOTE) continue
    segments.push({
      offset: is64 ? Number(entries.readBigUInt64LE(entry + 8)) : entries.readUInt32LE(entry + 4),
      length: is64 ? Number(entries.readBigUInt64LE(entry + 32)) : entries.readUInt32LE(entry + 16),
    })
  }
  return segments.sort((one, other) => one.offset - other.offset)
}

/** A note is name size, value size, type, name and value, the last two padded to 4 bytes (elf(5)). */
function xenNoteTypes(segment: Buffer): number[] {
  const types: number[] = []
  for (let at = 0; at + 12 <= segment.length; ) {
    const nameSize = segment.readUInt32LE(at)
    const valueSize = segment.readUInt32LE(at + 4)
    if (segment.toString('latin1', at + 12, at + 12 + nameSize) === 'Xen\0')
      types.push(segment.readUInt32LE(at + 8))
    at += 12 + padded(nameSize) + padded(valueSize)
  }
  return types
}

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4
