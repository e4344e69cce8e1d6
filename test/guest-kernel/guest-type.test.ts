import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { checkGuestType, type GuestType } from '../../src/guest-kernel/check-guest-type.ts'
import { xenEntries } from '../../src/guest-kernel/xen-notes.ts'
import { bzImage, elfKernel, XEN_NOTES } from '../support/elf-kernel.ts'

const kernels = suite('kernels that can start a guest')

const never = new AbortController().signal
const { entry: PV, phys32Entry: PVH } = XEN_NOTES

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
  assert.equal(xenEntries(elfKernel([PV, PVH])), { pv: true, pvh: true })
  assert.equal(xenEntries(elfKernel([PVH])), { pv: false, pvh: true })
  assert.equal(xenEntries(elfKernel([])), { pv: false, pvh: false })
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
    const kernel = pack(elfKernel([PVH]))
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
      const elf = elfKernel([PV])
      elf.set(noise.subarray(0, elf.length - at), at)
      xenEntries(elf)
    }),
    { numRuns: 5000 },
  )
})

kernels.run()
