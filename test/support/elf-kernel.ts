// The smallest ELF file that passes for a kernel (elf(5)), with the notes by which one tells Xen how it can be started.

/** e_machine. */
export const MACHINES = { 'x86-64': 62, ARM64: 183 } as const

/** Types of Xen's notes (xen/include/public/elfnote.h). */
export const XEN_NOTES = { entry: 1, phys32Entry: 18 } as const

/** A program of 64 bits with one note segment: another vendor's note, then Xen's of these types. */
export function elfKernel(types: readonly number[], machine: keyof typeof MACHINES = 'x86-64'): Buffer {
  const notes = Buffer.concat([note('Linux', XEN_NOTES.entry), ...types.map((type) => note('Xen', type))])
  const elf = Buffer.alloc(64 + 56)
  elf.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  elf.writeUInt16LE(2, 16)
  elf.writeUInt16LE(MACHINES[machine], 18)
  elf.writeBigUInt64LE(64n, 32)
  elf.writeUInt16LE(56, 54)
  elf.writeUInt16LE(1, 56)
  elf.writeUInt32LE(4, 64)
  elf.writeBigUInt64LE(BigInt(elf.length), 64 + 8)
  elf.writeBigUInt64LE(BigInt(notes.length), 64 + 32)
  return Buffer.concat([elf, notes])
}

/** With 8 bytes of value. */
function note(name: string, type: number): Buffer {
  const bytes = Buffer.alloc(12 + (name.length > 3 ? 8 : 4) + 8)
  bytes.writeUInt32LE(name.length + 1, 0)
  bytes.writeUInt32LE(8, 4)
  bytes.writeUInt32LE(type, 8)
  bytes.write(name, 12, 'latin1')
  return bytes
}

/** A bzImage of boot protocol 2.15 around `payload`. */
export function bzImage(payload: Buffer): Buffer {
  const setup = Buffer.alloc(1024)
  setup.writeUInt8(1, 0x1f1)
  setup.writeUInt16LE(0xaa55, 0x1fe)
  setup.write('HdrS', 0x202, 'latin1')
  setup.writeUInt16LE(0x20f, 0x206)
  setup.writeUInt32LE(16, 0x248)
  setup.writeUInt32LE(payload.length, 0x24c)
  return Buffer.concat([setup, Buffer.alloc(16), payload, Buffer.alloc(100)])
}
