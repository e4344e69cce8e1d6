/** Local boot: takes the kernel that the domain configuration names, or else runs pygrub on the domain's disk. */

import { accessSync, constants, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import type { BootRequest } from '../boot-task.ts'
import type { BootEvent } from '../events.ts'
import { copyInto, makeDirectory, type OutputFiles } from '../output-files.ts'
import { type BootResult, refuseUnfit } from '../results/boot-result.ts'
import { findPygrub } from './find-pygrub.ts'
import { type PygrubCall, pygrubUser, runPygrub } from './run-pygrub.ts'

/** `files` gets copies of the domain's kernel and ramdisk, because libxl removes what it has loaded. Throws E_LOCAL_BOOT. */
export async function bootLocally(
  request: BootRequest,
  files: OutputFiles | null,
  { onEvent, signal }: { onEvent(event: BootEvent): void; signal: AbortSignal },
): Promise<BootResult> {
  const { domain, disk, task } = request
  refuseUnfit({ args: task.selection.args })
  if (domain.kernel !== null) {
    onEvent({ event: 'LocalBootChosen', by: domain.kernel })
    return domainKernel(request, domain.kernel, files)
  }
  if (disk === null) {
    throw new BootError('E_LOCAL_BOOT', {
      what: 'the entry boots the local disk, but neither a disk nor a kernel was given',
      hint: 'give the domain a disk, or a kernel=; or name the disk with --pygrub-image',
    })
  }
  const pygrub = findPygrub(request.pygrub)
  makeDirectory(request.outputDirectory)
  onEvent({ event: 'LocalBootChosen', by: 'pygrub' })
  return diskResult(request, files, { pygrub, disk, user: pygrubUser(pygrub, request) }, signal)
}

function domainKernel(
  { domain, task: { selection }, notReally }: BootRequest,
  kernel: string,
  files: OutputFiles | null,
): BootResult {
  if (files === null || notReally) {
    for (const path of [kernel, domain.ramdisk]) if (path !== null) refuseUnreadable(path)
    return {
      kernel: `<kernel:${kernel}>`,
      ramdisk: domain.ramdisk === null ? null : `<ramdisk:${domain.ramdisk}>`,
      args: selection.args,
    }
  }
  copyInto(files.kernel, kernel)
  if (domain.ramdisk !== null) copyInto(files.ramdisk, domain.ramdisk)
  const kept = files.keep({ ramdisk: domain.ramdisk !== null })
  return { ...kept, args: selection.args }
}

function refuseUnreadable(path: string): void {
  try {
    accessSync(path, constants.R_OK)
  } catch (cause) {
    throw new BootError('E_LOCAL_BOOT', {
      what: `cannot read ${path}: ${(cause as NodeJS.ErrnoException).code}`,
      hint: 'it is the kernel or ramdisk of the domain configuration',
      cause,
    })
  }
}

/** pygrub writes into a folder of its own, which is removed with everything that its result does not name. */
async function diskResult(
  request: BootRequest,
  files: OutputFiles | null,
  call: Omit<PygrubCall, 'folder' | 'output'>,
  signal: AbortSignal,
): Promise<BootResult> {
  const folder = mkdtempSync(join(request.outputDirectory, '.pygrub.'))
  try {
    const output = join(folder, 'result')
    writeFileSync(output, '', { mode: 0o600 })
    const status = await runPygrub({ ...call, folder, output }, request, signal)
    if (status !== 0) throw pygrubFailed(call.disk, status)
    const result = parseSimple0(readFileSync(output, 'latin1'))
    // In a dry run it names no files.
    if (files === null || request.notReally) return result
    renameSync(result.kernel, files.kernel.path)
    if (result.ramdisk !== null) renameSync(result.ramdisk, files.ramdisk.path)
    return { ...files.keep({ ramdisk: result.ramdisk !== null }), args: result.args }
  } finally {
    // A killed pygrub may go on writing until the kernel has ended it.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function pygrubFailed(disk: string, status: number): BootError {
  return new BootError('E_LOCAL_BOOT', {
    what: `pygrub could not boot ${disk} (exit status ${status})`,
    hint: 'its own messages are above; does the disk hold a kernel and a boot loader configuration?',
  })
}

/** Items as libxl reads them: the last one of a name wins (libxl_bootloader.c, parse_bootloader_result). */
export function parseSimple0(text: string): BootResult {
  const items = new Map(
    text
      .split('\0')
      .filter(Boolean)
      .map((item): [string, string] => {
        const blank = item.indexOf(' ')
        return blank < 0 ? [item, ''] : [item.slice(0, blank), item.slice(blank + 1)]
      }),
  )
  const kernel = items.get('kernel')
  if (kernel === undefined) throw new BootError('E_LOCAL_BOOT', { what: 'pygrub named no kernel' })
  return { kernel, ramdisk: items.get('ramdisk') ?? null, args: items.get('args') ?? '' }
}
