import { execFileSync } from 'node:child_process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { checkGuestType, type GuestType } from '../../src/guest-kernel/check-guest-type.ts'
import { forwardReader } from '../../src/guest-kernel/forward-reader.ts'
import { xenEntries } from '../../src/guest-kernel/xen-notes.ts'
import { bufferReader } from '../../src/tftp-fetch/index.ts'
import { bzImage, elfKernel, XEN_NOTES } from '../support/elf-kernel.ts'

const kernels = suite('kernels that can start a guest')

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const never = new AbortController().signal
const { entry: PV, phys32Entry: PVH } = XEN_NOTES

async function verdict(kernel: Buffer, type: GuestType): Promise<string> {
  try {
    await checkGuestType(bufferReader(kernel), type, 'vmlinuz', never)
    return 'yes'
  } catch (error) {
    if (error instanceof BootError) return `${error.code} ${error.message} ${error.hint}`
    throw error
  }
}

const entries = (elf: Buffer) => xenEntries([elf])

kernels('say by their notes what they can start', async () => {
  assert.equal(await entries(elfKernel([PV, PVH])), { pv: true, pvh: true })
  assert.equal(await entries(elfKernel([PVH])), { pv: false, pvh: true })
  assert.equal(await entries(elfKernel([])), { pv: false, pvh: false })
  assert.is(await entries(Buffer.from('no ELF file at all, but long enough to be one, so it seems')), null)
  const elf = elfKernel([PV, PVH])
  assert.equal(await xenEntries([...elf].map((byte) => Buffer.from([byte]))), { pv: true, pvh: true })
})

kernels('are read in pieces, wherever their notes are', async () => {
  const far = 200 << 20
  const elf = elfKernel([PVH])
  const notes = elf.subarray(120)
  elf.writeBigUInt64LE(BigInt(far), 64 + 8)
  const kernel = Buffer.concat([elf.subarray(0, 120), Buffer.alloc(far - 120), notes])
  const packed = execFileSync('gzip', ['-1c'], { input: kernel, maxBuffer: 1 << 30 })
  for (const file of [kernel, packed]) {
    const reader = bufferReader(file)
    let largest = 0
    const read = (position: number, length: number) => {
      largest = Math.max(largest, length)
      return reader.read(position, length)
    }
    await checkGuestType({ ...reader, read }, 'pvh', 'vmlinuz', never)
    assert.ok(largest <= 1 << 20, `${largest} bytes at once`)
  }
})

kernels('are not held while they are read', async () => {
  const held: number[] = []
  function* pieces() {
    for (let piece = 0; piece < 3200; piece++) {
      yield Buffer.alloc(64 * 1024, piece)
      if (piece % 200 !== 0) continue
      collectGarbage()
      held.push(process.memoryUsage().arrayBuffers)
    }
  }
  const read = forwardReader(pieces())
  assert.equal(await read(3000 * 64 * 1024 - 1, 2), Buffer.from([2999 & 0xff, 3000 & 0xff]))
  // The first still counts what other tests have left.
  const [, ...later] = held
  assert.ok(Math.max(...later) - Math.min(...later) < 64 << 20, held.join(' '))
  assert.is((await read(0, 5)).length, 0, 'it cannot go back')
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
  return fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.nat(119), async (noise, at) => {
      const elf = elfKernel([PV])
      elf.set(noise.subarray(0, elf.length - at), at)
      await entries(elf)
    }),
    { numRuns: 5000 },
  )
})

kernels.run()
