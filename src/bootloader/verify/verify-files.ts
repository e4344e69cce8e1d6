/**
 * Checks downloaded files against what may boot. The supervisor does so on the files themselves: the process that
 * downloaded them reads a hostile network and is not trusted, not even about where one initrd ends and the next begins.
 */

import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BootError } from '../../boot-error.ts'
import type { Target } from '../boot-files.ts'
import type { BootReport, FileReport } from '../report.ts'
import type { Verification } from './pins.ts'
import { signatureFault } from './signature.ts'

interface Downloads {
  kernel: Target
  ramdisk: Target
}

/** Bytes of a file; `end` is exclusive. */
interface Stretch {
  path: string
  start: number
  end: number
}

/** A boot file and its bytes within one of the downloads. */
type Piece = FileReport & Stretch

/** Throws E_FETCH_DENIED unless every file may boot. */
export async function verifyFiles(
  verification: Verification,
  downloads: Downloads,
  { files, ramdisk }: Pick<BootReport, 'files' | 'ramdisk'>,
  signal: AbortSignal,
): Promise<void> {
  const pieces = await piecesOf(downloads, files)
  for (const piece of pieces) {
    if (verification.kind === 'signatures') await verifySignature(piece, verification, signal)
    else if (verification.listed !== null) {
      const sum = await sumOf(piece, signal)
      if (!verification.listed.has(sum))
        throw denied(piece.url, `its SHA-256 ${sum} is not in ${verification.list}`)
    }
  }
  if (verification.kind === 'sums') {
    const { listed } = verification
    await verifySum('kernel', verification.kernel, downloads.kernel, listed, signal)
    // A client that lies could leave the ramdisk out of the report, and the guest would boot without it.
    if (verification.ramdisk !== null && ramdisk === null)
      throw denied('the kernel', 'it comes without the ramdisk that --sha256 requires')
    if (ramdisk !== null) await verifySum('ramdisk', verification.ramdisk, downloads.ramdisk, listed, signal)
  }
}

/** Where each file lies in the downloads, which must contain nothing else but padding between initrds. */
async function piecesOf({ kernel, ramdisk }: Downloads, files: FileReport[]): Promise<Piece[]> {
  const pieces: Piece[] = []
  for (const [role, { path }] of [
    ['kernel', kernel],
    ['initrd', ramdisk],
  ] as const) {
    let at = 0
    for (const file of files.filter((file) => file.role === role)) {
      const start = Math.ceil(at / 4) * 4
      await requireZeros(path, at, start)
      at = start + (file.bytes ?? 0)
      pieces.push({ ...file, path, start, end: at })
    }
    const { size } = await stat(path)
    if (size !== at) throw denied(path, `${size} bytes were written, of which ${at} belong to files`)
  }
  return pieces
}

/** Checks the sum of a whole download. Without `wanted`, a list must have been given: `listed` is not null. */
async function verifySum(
  name: string,
  wanted: string | null,
  { path }: Target,
  listed: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<void> {
  if (wanted === null) {
    if (listed === null) throw denied(`the ${name}`, `--sha256 has no ${name}:HEX`)
    return
  }
  const sum = await sumOf({ path, start: 0, end: (await stat(path)).size }, signal)
  if (sum !== wanted) throw denied(`the ${name}`, `its SHA-256 is ${sum}, and --sha256 wants ${wanted}`)
}

async function verifySignature(
  piece: Piece,
  { program, key }: Extract<Verification, { kind: 'signatures' }>,
  signal: AbortSignal,
): Promise<void> {
  const folder = mkdtempSync(join(dirname(piece.path), '.verify.'))
  try {
    const file = join(folder, 'file')
    const signature = join(folder, 'signature')
    writeFileSync(signature, Buffer.from(piece.signature ?? '', 'base64'))
    await copy(piece, createWriteStream(file), signal)
    const fault = await signatureFault(program, key, signature, file, signal)
    if (fault !== null) throw denied(piece.url, `${program} with ${key} says: ${fault}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function sumOf(stretch: Stretch, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await copy(stretch, hash, signal)
  return hash.digest('hex')
}

async function copy({ path, start, end }: Stretch, to: Writable, signal: AbortSignal): Promise<void> {
  // The end of createReadStream is inclusive, so it cannot read zero bytes.
  const bytes = start === end ? Readable.from([]) : createReadStream(path, { start, end: end - 1 })
  try {
    await pipeline(bytes, to, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

async function requireZeros(path: string, from: number, to: number): Promise<void> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from)
    if (bytesRead < to - from || buffer.some((byte) => byte !== 0))
      throw denied(path, 'there are other bytes between its files')
  } finally {
    await file.close()
  }
}

function denied(what: string, why: string): BootError {
  return new BootError('E_FETCH_DENIED', {
    what: `${what} may not boot: ${why}`,
    hint: '--sha256 and --verify say what may',
    reason: 'not-verified',
  })
}
