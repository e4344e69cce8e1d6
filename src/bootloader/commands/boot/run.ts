/** The bootloader call: plays a guest's boot and hands the result to the hypervisor. */

import { readable } from '../../../byte-text.ts'
import type { BootRequest } from '../../boot-task.ts'
import type { Context } from '../../context.ts'
import { failureError } from '../../failure.ts'
import { withoutPasswords } from '../../log/passwords.ts'
import { forTerminal } from '../../log/print.ts'
import { visible } from '../../log/visible.ts'
import type { FileOwner, OutputFiles } from '../../output-files.ts'
import type { BootReport } from '../../report.ts'
import { type BootResult, refuseUnfit } from '../../results/boot-result.ts'
import { writeOutput } from '../../results/output.ts'
import { formatResult } from '../../results/write.ts'
import { requireRoot } from '../../supervisor/require-root.ts'
import { playInto } from '../play.ts'
import { outlastSignals } from '../signals.ts'
import { withContext } from '../with-context.ts'

/** How many bytes of its command line a PV guest sees (Xen's MAX_GUEST_CMDLINE without the NUL). */
const PV_ARGS = 1023

/** Resolves with the exit status. If it rejects with a BootError, nothing is left in the output directory. */
export function runBoot(request: BootRequest): Promise<number> {
  const { task } = request
  return withContext({ totalMs: task.limits.totalMs, log: task.log }, async (context) => {
    for (const message of request.remarks) context.onEvent({ event: 'Warned', message })
    if (task.tree === null) requireRoot()
    const dry = request.notReally || task.goal === 'entries'
    const owner = request.owner === null || dry ? null : await lookUpUser(request.owner)
    return playInto(
      dry ? null : request.outputDirectory,
      task,
      context,
      (report, files) => finish(request, report, files, context),
      owner,
    )
  })
}

async function finish(
  request: BootRequest,
  report: BootReport,
  files: OutputFiles | null,
  context: Context,
): Promise<number> {
  // If there is a configuration, its labels can be listed even though none of them boots.
  if (request.task.goal === 'entries' && typeof report.config?.file === 'string') {
    const labels = report.labels.map((label) => `${visible(readable(label))}\n`).join('')
    await writeOutput(null, printable(Buffer.from(labels)), context.signal)
    return 0
  }
  if (report.error !== null) throw failureError(report.error)
  if (report.outcome === 'local') return local(request, report, files, context)
  const result = networkResult(report, files)
  await handOver(request, files === null ? report : withPaths(report, result), result, context)
  outlastSignals()
  // The ISO contains them.
  if (request.format === 'iso') files?.discard()
  return 0
}

async function local(
  request: BootRequest,
  report: BootReport,
  files: OutputFiles | null,
  context: Context,
): Promise<number> {
  const { bootLocally, pygrubFailed } = await import('../../local-boot/local-boot.ts')
  const done = await bootLocally(request, files, context)
  if (done.kind === 'passed') {
    if (done.status !== 0) throw pygrubFailed(request.disk, done.status)
    return 0
  }
  const { result, discard } = done
  let isHandedOver = false
  try {
    await handOver(request, await withLocalFiles(request, report, result, context), result, context)
    isHandedOver = true
    outlastSignals()
  } finally {
    if (!isHandedOver || request.format === 'iso') discard()
  }
  if (request.format === 'iso') files?.discard()
  return 0
}

/** Adds what a report says about the files that pygrub found, where there is to be a report. */
async function withLocalFiles(
  request: BootRequest,
  report: BootReport,
  result: BootResult,
  { signal }: Context,
): Promise<BootReport> {
  if (request.format !== 'json') return report
  const { localFiles } = await import('../../local-boot/local-files.ts')
  return { ...report, ...(await localFiles(request, result, signal)) }
}

/** Gives the files their final names. Without files, URLs stand in for their paths. */
function networkResult({ kernel, ramdisk, args }: BootReport, files: OutputFiles | null): BootResult {
  if (kernel === null) throw new Error('a boot without a kernel')
  const named = files?.keep({ ramdisk: ramdisk !== null }) ?? {
    kernel: `<kernel:${withoutPasswords(kernel.url)}>`,
    ramdisk: ramdisk === null ? null : `<ramdisk:${ramdisk.urls.map(withoutPasswords).join(',')}>`,
  }
  return { ...named, args: args ?? '' }
}

function withPaths(report: BootReport, { kernel, ramdisk }: BootResult): BootReport {
  return {
    ...report,
    kernel: report.kernel && { ...report.kernel, path: kernel },
    ramdisk: report.ramdisk && { ...report.ramdisk, path: ramdisk },
  }
}

async function handOver(
  request: BootRequest,
  report: BootReport,
  result: BootResult,
  { onEvent, signal }: Context,
): Promise<void> {
  if (request.format === 'iso') {
    const { writeIso } = await import('../../results/iso.ts')
    await writeIso(result, { output: request.output, directory: request.outputDirectory, onEvent, signal })
    return
  }
  refuseUnfit(result)
  if (result.args.length > PV_ARGS) {
    onEvent({
      event: 'Warned',
      message: `the command line has ${result.args.length} bytes; a PV guest sees the first ${PV_ARGS}`,
    })
  }
  await writeOutput(request.output, printable(await document(request.format, report, result)), signal)
}

async function document(
  format: Exclude<BootRequest['format'], 'iso'>,
  report: BootReport,
  result: BootResult,
): Promise<Buffer> {
  if (format !== 'json') return formatResult(result, format)
  const { reportDocument } = await import('../../results/document.ts')
  return Buffer.from(reportDocument(report))
}

/** Exactly these bytes; on a terminal, what it can show safely. */
function printable(bytes: Buffer): (isTerminal: boolean) => Buffer {
  return (isTerminal) => (isTerminal ? Buffer.from(forTerminal(readable(bytes.toString('latin1')))) : bytes)
}

/** Throws E_USAGE if the host has no such user. */
async function lookUpUser(name: string): Promise<FileOwner> {
  const { findUser } = await import('../../../users.ts')
  return findUser(name, '--owner names the one whose QEMU reads the files')
}
