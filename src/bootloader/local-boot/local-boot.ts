/** Local boot: takes the kernel that the domain configuration names, or else runs pygrub on the domain's disk. */

import { accessSync, constants, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import type { BootRequest } from '../boot-task.ts'
import type { BootEvent } from '../events.ts'
import { copyInto, makeDirectory, type OutputFiles } from '../output-files.ts'
import { type BootResult, refuseUnfit } from '../results/boot-result.ts'
import { prepareOutput } from '../results/output.ts'
import { findPygrub } from './find-pygrub.ts'
import { ownUser, PYGRUB_FORMATS, type PygrubCall, runPygrub } from './run-pygrub.ts'

/** `result`: still to be written in the caller's format. `passed`: pygrub has written it and ended with `status`. */
export type LocalBoot = { kind: 'result'; result: BootResult } | { kind: 'passed'; status: number }

/** `files` gets copies of the domain's kernel and ramdisk, because libxl removes what it has loaded. Throws E_LOCAL_BOOT. */
export async function bootLocally(
  request: BootRequest,
  files: OutputFiles | null,
  { onEvent, signal }: { onEvent(event: BootEvent): void; signal: AbortSignal },
): Promise<LocalBoot> {
  const { domain, disk, selection } = request
  refuseUnfit({ args: selection.args })
  if (domain.kernel !== null) {
    onEvent({ event: 'LocalBootChosen', by: domain.kernel })
    return { kind: 'result', result: domainKernel(request, domain.kernel, files) }
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
  const format = PYGRUB_FORMATS.find((known) => known === request.format)
  const own = ownUser(pygrub, request)
  const given = request.place.runas.perRun ? null : request.place.runas.uid
  // With --runas pygrub ends with status 0 whatever happens, so its result has to be checked here.
  if (format !== undefined && own === null) {
    const call = { pygrub, disk, format, directory: request.outputDirectory, user: given }
    return passOn(request, call, signal)
  }
  return { kind: 'result', result: await converted(request, { pygrub, disk, user: own ?? given }, signal) }
}

function domainKernel(
  { domain, selection, notReally }: BootRequest,
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

/** pygrub opens its output but does not create it, and on failure writes nothing; then the file made for it is removed. */
async function passOn(
  request: BootRequest,
  call: Omit<PygrubCall, 'output'>,
  signal: AbortSignal,
): Promise<LocalBoot> {
  const { output } = request
  const takeAway = output === null ? () => {} : prepareOutput(output)
  let status = 1
  try {
    status = await runPygrub({ ...call, output }, request, signal)
  } finally {
    if (status !== 0) takeAway()
  }
  return { kind: 'passed', status }
}

async function converted(
  request: BootRequest,
  call: Pick<PygrubCall, 'pygrub' | 'disk' | 'user'>,
  signal: AbortSignal,
): Promise<BootResult> {
  const folder = mkdtempSync(join(request.outputDirectory, '.pygrub.'))
  try {
    const output = join(folder, 'result')
    writeFileSync(output, '', { mode: 0o600 })
    const status = await runPygrub({ ...call, output, format: 'simple0', directory: folder }, request, signal)
    if (status !== 0) throw pygrubFailed(call.disk, status)
    const { kernel, ramdisk, args } = parseSimple0(readFileSync(output, 'latin1'))
    const moved = (path: string) => moveOut(path, folder, request.outputDirectory)
    return { kernel: moved(kernel), ramdisk: ramdisk === null ? null : moved(ramdisk), args }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Moves a file out of `folder` and returns its new path; a dry run has no file to move. */
function moveOut(path: string, folder: string, to: string): string {
  if (dirname(path) !== folder) return path
  const moved = join(to, basename(path))
  renameSync(path, moved)
  return moved
}

/** The error for a pygrub that ended with a status of its own. */
export function pygrubFailed(disk: string | null, status: number): BootError {
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
