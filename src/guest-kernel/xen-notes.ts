/** The ELF notes by which a kernel tells Xen how it can be started (xen/include/public/elfnote.h). */

/** Numbers of the notes whose name is `Xen`. */
const ENTRY = 1
const PHYS32_ENTRY = 18

const PT_NOTE = 4
const HEADER = { 1: 52, 2: 64 } as const

/** The entry points for Xen that a kernel has. */
export interface XenEntries {
  /** XEN_ELFNOTE_ENTRY: the kernel can be a PV guest. */
  pv: boolean
  /** XEN_ELFNOTE_PHYS32_ENTRY: it can be a PVH guest. */
  pvh: boolean
}

/** The entry points in the notes of an ELF file; null if it is not a little-endian ELF file. Never reads outside `elf`. */
export function xenEntries(elf: Buffer): XenEntries | null {
  const header = HEADER[elf[4] as 1 | 2]
  if (elf.length < 52 || elf.toString('latin1', 0, 4) !== '\x7fELF' || header === undefined || elf[5] !== 1)
    return null
  if (elf.length < header) return null
  const types = noteSegments(elf, elf[4] === 2).flatMap(xenNoteTypes)
  return { pv: types.includes(ENTRY), pvh: types.includes(PHYS32_ENTRY) }
}

function noteSegments(elf: Buffer, is64: boolean): Buffer[] {
  const table = is64 ? Number(elf.readBigUInt64LE(32)) : elf.readUInt32LE(28)
  const size = elf.readUInt16LE(is64 ? 54 : 42)
  const count = elf.readUInt16LE(is64 ? 56 : 44)
  const segments: Buffer[] = []
  for (let index = 0; index < count; index++) {
    const at = table + index * size
    if (at + (is64 ? 56 : 32) > elf.length) break
    if (elf.readUInt32LE(at) !== PT_NOTE) continue
    const offset = is64 ? Number(elf.readBigUInt64LE(at + 8)) : elf.readUInt32LE(at + 4)
    const length = is64 ? Number(elf.readBigUInt64LE(at + 32)) : elf.readUInt32LE(at + 16)
    segments.push(elf.subarray(offset, offset + length))
  }
  return segments
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
