/** The bootloader call: a guest's boot is played, and its result handed to the hypervisor. */

import { readable } from '../../../byte-text.ts'
import type { BootEvent } from '../../events.ts'
import { failureError, lineEnd } from '../../failure.ts'
import type { BootRequest } from '../../guest-request.ts'
import { bootLocally, pygrubFailed } from '../../local-boot/local-boot.ts'
import { localFiles } from '../../local-boot/local-files.ts'
import { createTeller } from '../../log/teller.ts'
import { visible } from '../../log/visible.ts'
import { type OutputFiles, openOutputFiles } from '../../output-files.ts'
import type { BootReport } from '../../report.ts'
import { reportDocument } from '../../results/document.ts'
import { writeOutput } from '../../results/output.ts'
import { type BootResult, formatResult, refuseUnfit } from '../../results/write.ts'
import { requireRoot } from '../../supervisor/require-root.ts'
import { playBoot } from '../play.ts'
import { runLimits } from '../signals.ts'

/** A PV guest sees only so many bytes of its command line (Xen's MAX_GUEST_CMDLINE, less its NUL). */
const PV_ARGS = 1023

interface Run {
  request: BootRequest
  /** null: nothing is downloaded. */
  files: OutputFiles | null
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Returns the exit status; throws BootError, and then nothing is left in the output directory. */
export async function runBoot(request: BootRequest): Promise<number> {
  const limits = runLimits(request.limits.totalMs)
  const teller = createTeller(request.telling)
  const dry = request.notReally || request.listEntries
  let files: OutputFiles | null = null
  let kept = false
  try {
    for (const message of request.remarks) teller.onEvent({ event: 'Warned', message })
    if (request.tree === null) requireRoot()
    files = dry ? null : openOutputFiles(request.outputDirectory)
    const status = await boot({ request, files, onEvent: teller.onEvent, signal: limits.signal })
    kept = status === 0
    return status
  } finally {
    if (!kept) files?.discard()
    teller.end()
    limits.release()
  }
}

async function boot(run: Run): Promise<number> {
  const { request, files, onEvent, signal } = run
  const report = await playBoot(request, {
    goal: request.listEntries ? 'entries' : 'files',
    downloads: files,
    lease: 'keep',
    attended: true,
    onEvent,
    signal,
  })
  // Labels can be listed even where none of them boots, as long as there is a configuration.
  if (request.listEntries && typeof report.config?.file === 'string') {
    await writeOutput(
      null,
      Buffer.from(report.labels.map((label) => visible(readable(label)) + lineEnd(process.stdout)).join('')),
      signal,
    )
    return 0
  }
  if (report.error !== null) throw failureError(report.error)
  if (report.outcome === 'local') return local(run, report)
  await handOver(run, report, networkResult(report, files))
  return 0
}

async function local(run: Run, report: BootReport): Promise<number> {
  const done = await bootLocally(run.request, run.files, run)
  if (done.kind === 'passed') {
    run.files?.discard()
    if (done.status !== 0) throw pygrubFailed(run.request.disk, done.status)
    return 0
  }
  if (run.request.domain.kernel === null) run.files?.discard()
  if (run.request.format === 'json') Object.assign(report, await localFiles(run.request, done.result))
  await handOver(run, report, done.result)
  return 0
}

/** The files get their names, which the report says as well; without files the addresses stand for them. */
function networkResult(report: BootReport, files: OutputFiles | null): BootResult {
  const { kernel, ramdisk } = report
  if (kernel === null) throw new Error('a boot without a kernel')
  const args = report.args ?? ''
  if (files === null) {
    return {
      kernel: `<kernel:${kernel.url}>`,
      ramdisk: ramdisk === null ? null : `<ramdisk:${ramdisk.urls.join(',')}>`,
      args,
    }
  }
  const kept = files.keep({ ramdisk: ramdisk !== null })
  kernel.path = kept.kernel
  if (ramdisk !== null) ramdisk.path = kept.ramdisk
  return { ...kept, args }
}

async function handOver(
  { request, files, onEvent, signal }: Run,
  report: BootReport,
  result: BootResult,
): Promise<void> {
  if (request.format === 'iso') {
    const { writeIso } = await import('../../results/iso.ts')
    await writeIso(result, { output: request.output, directory: request.outputDirectory, onEvent, signal })
    // They are on the ISO.
    files?.discard()
    return
  }
  refuseUnfit(result)
  if (result.args.length > PV_ARGS) {
    onEvent({
      event: 'Warned',
      message: `the command line has ${result.args.length} bytes; a PV guest sees the first ${PV_ARGS}`,
    })
  }
  const bytes =
    request.format === 'json' ? Buffer.from(reportDocument(report)) : formatResult(result, request.format)
  await writeOutput(request.output, bytes, signal)
}
