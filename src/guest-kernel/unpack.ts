/** Streams the ELF kernel from a bzImage or a compressed file, with the system's own decompressors. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BootError } from '../boot-error.ts'
import { startProgram } from '../start-program.ts'

/** A kernel, however large it is. */
export interface KernelFile {
  size(): Promise<number>
  /** Fewer bytes than `length` at the end of the file. */
  read(position: number, length: number): Promise<Buffer>
}

/** Magic number, the program that decompresses to standard output, and its Debian package. */
const COMPRESSIONS = [
  { magic: '1f8b', words: ['gzip', '-dc'], package: 'gzip' },
  { magic: 'fd377a585a00', words: ['xz', '-dc', '--single-stream'], package: 'xz-utils' },
  { magic: '28b52ffd', words: ['zstd', '-dc'], package: 'zstd' },
  { magic: '02214c18', words: ['lz4', '-dc'], package: 'lz4' },
  { magic: '04224c18', words: ['lz4', '-dc'], package: 'lz4' },
  { magic: '425a68', words: ['bzip2', '-dc'], package: 'bzip2' },
  { magic: '5d0000', words: ['lzma', '-dc'], package: 'xz-utils' },
] as const

/** Bytes of an unpacked kernel that are read. */
const MAX_UNPACKED = 512 * 1024 * 1024
const PIECE_BYTES = 64 * 1024

/** The kernel's ELF file, or `kernel` itself if its compression is unknown. Throws E_UNSUPPORTED for a missing program. */
export async function* unpackKernel(kernel: KernelFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  const { start, length } = bzImagePayload(await kernel.read(0, 0x250)) ?? {
    start: 0,
    length: await kernel.size(),
  }
  const magic = (await kernel.read(start, 6)).toString('hex')
  const compression = COMPRESSIONS.find((known) => magic.startsWith(known.magic))
  const packed = pieces(kernel, start, start + length)
  const stream =
    compression === undefined ? packed : unpacked(packed, compression.words, compression.package, signal)
  let bytes = 0
  for await (const piece of stream) {
    bytes += piece.length
    if (bytes > MAX_UNPACKED) return
    yield piece
  }
}

/** Where the compressed kernel of a bzImage is since boot protocol 2.08 (Documentation/arch/x86/boot.rst); null if it is not one. */
function bzImagePayload(head: Buffer): { start: number; length: number } | null {
  if (
    head.length < 0x250 ||
    head.toString('latin1', 0x202, 0x206) !== 'HdrS' ||
    head.readUInt16LE(0x206) < 0x208
  )
    return null
  const start = ((head.readUInt8(0x1f1) || 4) + 1) * 512 + head.readUInt32LE(0x248)
  return { start, length: head.readUInt32LE(0x24c) }
}

async function* pieces(kernel: KernelFile, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const piece = await kernel.read(at, Math.min(PIECE_BYTES, to - at))
    if (piece.length === 0) return
    yield piece
    at += piece.length
  }
}

/** The exit status is ignored: the payload may end with its size, and the programs complain about such extra bytes. */
async function* unpacked(
  packed: AsyncIterable<Buffer>,
  [program = '', ...words]: readonly string[],
  debian: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  // All three are pipes, because there may be no /dev/null where this runs.
  const child = startProgram(program, words, { stdio: 'pipe', signal, killSignal: 'SIGKILL' })
  let failure: NodeJS.ErrnoException | null = null
  child.once('error', (error) => {
    failure = error
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.stderr.resume()
  // It may have enough before the end.
  pipeline(Readable.from(packed), child.stdin).catch(() => {})
  try {
    for await (const piece of child.stdout) yield piece
    await closed
  } finally {
    child.kill('SIGKILL')
  }
  if (failure !== null) throw unpackError(failure, program, debian)
}

function unpackError(cause: NodeJS.ErrnoException, program: string, debian: string): Error {
  if (cause.code !== 'ENOENT') return cause
  return new BootError('E_UNSUPPORTED', {
    what: `examining this kernel needs ${program}, which is not installed`,
    hint: `install the package ${debian}`,
    cause,
  })
}
