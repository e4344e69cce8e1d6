// Runs mutated packets through all that decodes what a TFTP server sends: packets, options, the window of blocks.
// Anything but a value in its bounds or a refusal ends it with the packet in hexadecimal.
//     node --import tsx scripts/fuzz-tftp.ts [PACKETS [SEED]]
import { strict as assert } from 'node:assert'
import { pathToFileURL } from 'node:url'
import { createBlockWindow } from '../src/tftp-fetch/tftp/block-window.ts'
import { negotiate, PLAIN } from '../src/tftp-fetch/tftp/options.ts'
import { decodePacket, encodeError } from '../src/tftp-fetch/tftp/packet.ts'
import { mutate, xorshift } from '../test/support/mutate.ts'

const WISH = { blockSize: 1428, windowSize: 16, utimeout: 100_000 }
const WINDOW = { windowSize: 16, blockSize: 64 }
const OACK = '\0\x06tsize\x0012345\0blksize\x001428\0windowsize\x0016\0utimeout\x00100000\0'

/** How many packets were decoded. */
export interface FuzzCount {
  packets: number
  /** What they still were. */
  kinds: Record<string, number>
}

/** Decodes `packets` mutations that follow from `seed`. Throws an Error with the packet that broke a decoder. */
export function fuzzTftp(packets: number, seed: number): FuzzCount {
  const random = xorshift(seed)
  const kinds: Record<string, number> = {}
  let window = createBlockWindow(WINDOW, () => {})
  for (let count = 0; count < packets; count += 1) {
    if (window.finished) window = createBlockWindow(WINDOW, () => {})
    const seeds = [data(window.complete + 1), Buffer.from(OACK, 'latin1'), encodeError(1, 'no such file')]
    const bytes = mutate(seeds[random() % seeds.length] ?? Buffer.alloc(0), random)
    try {
      const kind = decode(bytes, window)
      kinds[kind] = (kinds[kind] ?? 0) + 1
    } catch (cause) {
      throw new Error(`packet ${count} of seed ${seed}: ${bytes.toString('hex')}`, { cause })
    }
  }
  return { packets, kinds }
}

function decode(bytes: Buffer, window: ReturnType<typeof createBlockWindow>): string {
  const packet = decodePacket(bytes)
  if (packet === null) return 'refused'
  if (packet.kind === 'error') assert.match(packet.message, /^[\x20-\x7e]{0,200}$/)
  if (packet.kind === 'data') {
    const before = window.complete
    window.accept(packet.block, packet.payload)
    assert.ok(window.complete - before <= WINDOW.windowSize && window.held < WINDOW.windowSize)
  }
  if (packet.kind === 'oack') {
    const agreement = negotiate(WISH, packet.options)
    if (typeof agreement === 'string') return 'options refused'
    const { blockSize, windowSize, totalBytes } = agreement
    assert.ok(blockSize >= 8 && blockSize <= Math.max(WISH.blockSize, PLAIN.blockSize))
    assert.ok(windowSize >= 1 && windowSize <= WISH.windowSize)
    assert.ok(totalBytes === null || (Number.isSafeInteger(totalBytes) && totalBytes > 0))
  }
  return packet.kind
}

function data(block: number): Buffer {
  return Buffer.concat([
    Buffer.from([0, 3, (block >> 8) & 255, block & 255]),
    Buffer.alloc(WINDOW.blockSize, 7),
  ])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { packets, kinds } = fuzzTftp(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 1))
  const counts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`)
  console.log(`${packets} packets: ${counts.join(', ')}; none did harm`)
}
