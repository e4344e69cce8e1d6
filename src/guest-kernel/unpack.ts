/** Extracts the ELF kernel from a bzImage or a compressed file, with the system's own decompressors. */

import { BootError } from '../boot-error.ts'
import { startProgram } from '../start-program.ts'

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

/** A kernel is unpacked into memory, so its size is limited. */
const MAX_UNPACKED = 512 * 1024 * 1024

/** The kernel's ELF file, or `kernel` itself if its compression is unknown. Throws E_UNSUPPORTED for a missing program. */
export async function unpackKernel(kernel: Buffer, signal: AbortSignal): Promise<Buffer> {
  const payload = bzImagePayload(kernel) ?? kernel
  const compression = COMPRESSIONS.find(({ magic }) => payload.toString('hex', 0, magic.length / 2) === magic)
  return compression === undefined ? payload : run(compression.words, compression.package, payload, signal)
}

/** The compressed kernel of a bzImage since boot protocol 2.08 (Documentation/arch/x86/boot.rst); null if it is not one. */
function bzImagePayload(kernel: Buffer): Buffer | null {
  if (
    kernel.length < 0x250 ||
    kernel.toString('latin1', 0x202, 0x206) !== 'HdrS' ||
    kernel.readUInt16LE(0x206) < 0x208
  )
    return null
  const start = ((kernel.readUInt8(0x1f1) || 4) + 1) * 512 + kernel.readUInt32LE(0x248)
  return kernel.subarray(start, start + kernel.readUInt32LE(0x24c))
}

/** The exit status is ignored: the payload may end with its size, and the programs complain about such extra bytes. */
function run(
  [program = '', ...words]: readonly string[],
  debian: string,
  input: Buffer,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // All three are pipes, because there may be no /dev/null where this runs.
    const child = startProgram(program, words, { stdio: 'pipe', signal, killSignal: 'SIGKILL' })
    child.stderr.resume()
    const chunks: Buffer[] = []
    let bytes = 0
    child.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') return reject(cause)
      reject(
        new BootError('E_UNSUPPORTED', {
          what: `examining this kernel needs ${program}, which is not installed`,
          hint: `install the package ${debian}`,
          cause,
        }),
      )
    })
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MAX_UNPACKED) child.kill('SIGKILL')
      else chunks.push(chunk)
    })
    child.once('close', () => resolve(Buffer.concat(chunks)))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
