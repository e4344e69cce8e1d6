import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { checkGuestType, type GuestType } from '../../src/guest-kernel/check-guest-type.ts'
import { xenEntries } from '../../src/guest-kernel/xen-notes.ts'

const kernels = suite('kernels that can start a guest')

const never = new AbortController().signal
const PV = 1
const PVH = 18

/** A 64-bit ELF file with one note segment: another vendor's note, then Xen's of these types. */
function elfWithNotes(types: number[]): Buffer {
  const note = (name: string, type: number): Buffer => {
    const bytes = Buffer.alloc(12 + (name.length > 3 ? 8 : 4) + 8)
    bytes.writeUInt32LE(name.length + 1, 0)
    bytes.writeUInt32LE(8, 4)
    bytes.writeUInt32LE(type, 8)
    bytes.write(name, 12, 'latin1')
    return bytes
  }
  const notes = Buffer.concat([note('Linux', PV), ...types.map((type) => note('Xen', type))])
  const elf = Buffer.alloc(64 + 56)
  elf.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  elf.writeBigUInt64LE(64n, 32)
  elf.writeUInt16LE(56, 54)
  elf.writeUInt16LE(1, 56)
  elf.writeUInt32LE(4, 64)
  elf.writeBigUInt64LE(BigInt(elf.length), 64 + 8)
  elf.writeBigUInt64LE(BigInt(notes.length), 64 + 32)
  return Buffer.concat([elf, notes])
}

/** A bzImage of boot protocol 2.15 around `payload`. */
function bzImage(payload: Buffer): Buffer {
  const setup = Buffer.alloc(1024)
  setup.writeUInt8(1, 0x1f1)
  setup.writeUInt16LE(0xaa55, 0x1fe)
  setup.write('HdrS', 0x202, 'latin1')
  setup.writeUInt16LE(0x20f, 0x206)
  setup.writeUInt32LE(16, 0x248)
  setup.writeUInt32LE(payload.length, 0x24c)
  return Buffer.concat([setup, Buffer.alloc(16), payload, Buffer.alloc(100)])
}

async function verdict(kernel: Buffer, type: GuestType): Promise<string> {
  try {
    await checkGuestType(kernel, type, 'vmlinuz', never)
    return 'yes'
  } catch (error) {
    if (error instanceof BootError) return `${error.code} ${error.message} ${error.hint}`
    throw error
  }
}

kernels('say by their notes what they can start', () => {
  assert.equal(xenEntries(elfWithNotes([PV, PVH])), { pv: true, pvh: true })
  assert.equal(xenEntries(elfWithNotes([PVH])), { pv: false, pvh: true })
  assert.equal(xenEntries(elfWithNotes([])), { pv: false, pvh: false })
  assert.is(xenEntries(Buffer.from('no ELF file at all, but long enough to be one, so it seems')), null)
})

const PACKED: Record<string, (elf: Buffer) => Buffer> = {
  'as it is': (elf) => elf,
  gzipped: (elf) => gzipSync(elf),
  'in a gzip bzImage': (elf) => bzImage(gzipSync(elf)),
  'in an xz bzImage, with its size behind': (elf) =>
    bzImage(Buffer.concat([execFileSync('xz', ['--check=crc32', '-c'], { input: elf }), Buffer.alloc(4, 7)])),
}
for (const [name, pack] of Object.entries(PACKED)) {
  kernels(`are looked into: ${name}`, async () => {
    const kernel = pack(elfWithNotes([PVH]))
    assert.is(await verdict(kernel, 'pvh'), 'yes')
    assert.match(
      await verdict(kernel, 'pv'),
      /^E_NOT_A_KERNEL vmlinuz cannot start a PV guest: it has no XEN_ELFNOTE_ENTRY .*PVH/,
    )
    assert.is(await verdict(kernel, 'hvm'), 'yes')
  })
}

kernels('without an ELF file in them start none', async () => {
  assert.match(await verdict(Buffer.alloc(5000), 'pv'), /there is no ELF kernel in it/)
})

kernels('cannot lead outside of themselves', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.nat(119), (noise, at) => {
      const elf = elfWithNotes([PV])
      elf.set(noise.subarray(0, elf.length - at), at)
      xenEntries(elf)
    }),
    { numRuns: 5000 },
  )
})

kernels.run()
