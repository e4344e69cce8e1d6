/** `qemu`: downloads the files into a temporary folder, which is removed when QEMU ends. */

import { constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BootError } from '../../../boot-error.ts'
import { byteText, readable } from '../../../byte-text.ts'
import { findProgram, firstAccessible } from '../../../find-program.ts'
import type { BootTask } from '../../boot-task.ts'
import { failureError } from '../../failure.ts'
import type { OutputFiles } from '../../output-files.ts'
import type { BootReport } from '../../report.ts'
import { qemuWords } from '../../results/qemu-words.ts'
import { requireRoot } from '../../supervisor/require-root.ts'
import { playInto } from '../play.ts'
import { withContext } from '../with-context.ts'
import { runInFront } from './run-in-front.ts'

/** The boot, and how QEMU is called. */
export interface QemuRequest {
  task: BootTask
  /** Name or path of the program; null: the QEMU of this host's processor. */
  qemu: string | null
  /** The caller's arguments for QEMU, besides kernel, initrd and command line. */
  arguments: readonly string[]
}

/** Resolves with QEMU's exit status. Rejects with a BootError if there is nothing to boot or no QEMU. */
export async function runQemu(request: QemuRequest): Promise<number> {
  const { task } = request
  const program = await findQemu(request.qemu ?? QEMUS[process.arch] ?? `qemu-system-${process.arch}`)
  if (task.tree === null) requireRoot()
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-qemu-'))
  try {
    const words = await withContext({ totalMs: task.limits.totalMs, log: task.log }, (context) =>
      playInto(folder, task, context, (report, files) => {
        if (report.outcome === 'local') context.onEvent({ event: 'LocalBootChosen', by: 'QEMU' })
        return bootWords(report, files)
      }),
    )
    return await runInFront(program, [...words, ...request.arguments])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** QEMU's words; none for a local boot, where its firmware boots the disk that the caller gave it. */
function bootWords(report: BootReport, files: OutputFiles | null): string[] {
  if (report.error !== null) throw failureError(report.error)
  if (report.outcome === 'local' || files === null) return []
  return qemuWords({ ...files.keep({ ramdisk: report.ramdisk !== null }), args: argument(report.args ?? '') })
}

/** Byte text as a program's argument, which Node can pass only in UTF-8. */
function argument(bytes: string): string {
  const text = readable(bytes)
  if (byteText(text) === bytes) return text
  throw new BootError('E_OUTPUT', {
    what: 'the command line is not UTF-8, so it cannot be passed to QEMU',
    hint: '--output-format=qemu prints it byte for byte, for a shell',
  })
}

/** QEMU's programs by Node's names for processors. */
const QEMUS: Record<string, string> = { x64: 'qemu-system-x86_64', arm64: 'qemu-system-aarch64' }

async function findQemu(wanted: string): Promise<string> {
  const isPath = wanted.includes('/')
  const found = isPath ? await firstAccessible([wanted], constants.X_OK) : await findProgram(wanted)
  if (found !== null) return found
  throw new BootError('E_USAGE', {
    what: isPath ? `${wanted} cannot be run` : `there is no ${wanted} in PATH`,
    hint: 'install QEMU (Debian: qemu-system-x86), or name it with --qemu',
  })
}
