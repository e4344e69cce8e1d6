/** `--output-format=iso`: the result as an ISO that boots under BIOS and, if its kernel can, under EFI. */

import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import { bootableUnder, buildBootIso } from '../../boot-iso/index.ts'
import type { BootEvent } from '../events.ts'
import type { BootResult } from './boot-result.ts'
import { writeOutput } from './output.ts'

/** Where the ISO goes. */
export interface IsoTarget {
  /** null: standard output. */
  output: string | null
  /** Where it is built if it cannot be built in place. */
  directory: string
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Throws what buildBootIso throws, and then writes nothing. */
export async function writeIso(result: BootResult, target: IsoTarget): Promise<void> {
  const { kernel, ramdisk, args } = result
  const medium = { kernel, ramdisk, commandLine: Buffer.from(args, 'latin1') }
  const firmwares = await bootableUnder(medium)
  if (!firmwares.includes('efi')) {
    target.onEvent({
      event: 'Warned',
      message:
        'the ISO boots under BIOS only: its kernel has no 64-bit EFI stub, or its command line is not UTF-8',
    })
  }
  if (target.output !== null && isReplaceable(target.output)) {
    return buildBootIso(medium, firmwares, target.output, target.signal)
  }
  const built = join(target.directory, `boot.${randomBytes(6).toString('hex')}.iso`)
  try {
    await buildBootIso(medium, firmwares, built, target.signal)
    await writeOutput(target.output, (isTerminal) => (isTerminal ? refuse() : pieces(built)), target.signal)
  } finally {
    rmSync(built, { force: true })
  }
}

function refuse(): never {
  throw new BootError('E_OUTPUT', {
    what: 'an ISO is not for a terminal',
    hint: '--output names a file for it',
  })
}

/** Whether the output is a regular file or does not exist; FIFOs and devices are written to instead. */
function isReplaceable(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? true
}

const PIECE_BYTES = 1 << 20

function* pieces(file: string): Generator<Uint8Array> {
  const fd = openSync(file, 'r')
  try {
    const piece = Buffer.alloc(PIECE_BYTES)
    for (let bytes = readSync(fd, piece); bytes > 0; bytes = readSync(fd, piece))
      yield piece.subarray(0, bytes)
  } finally {
    closeSync(fd)
  }
}
