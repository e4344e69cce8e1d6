/** Local boot: takes the kernel that the domain configuration names, or else runs pygrub on the domain's disk. */

import {
  accessSync,
  constants,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BootError } from '../../boot-error.ts'
import type { BootRequest } from '../boot-task.ts'
import type { BootEvent } from '../events.ts'
import { copyInto, makeDirectory, type OutputFiles } from '../output-files.ts'
import { type BootResult, refuseUnfit } from '../results/boot-result.ts'
import { prepareOutput } from '../results/output.ts'
import { findPygrub } from './find-pygrub.ts'
import { ownGroup, PYGRUB_FORMATS, type PygrubCall, pygrubUser, runPygrub } from './run-pygrub.ts'

/**
 * `result`: still to be written in the caller's format; `discard` removes files of it that `files` does not know.
 * `passed`: pygrub has written it and ended with `status`.
 */
export type LocalBoot =
  | { kind: 'result'; result: BootResult; discard(): void }
  | { kind: 'passed'; status: number }

/** `files` gets copies of the domain's kernel and ramdisk, because libxl removes what it has loaded. Throws E_LOCAL_BOOT. */
export async function bootLocally(
  request: BootRequest,
  files: OutputFiles | null,
  { onEvent, signal }: { onEvent(event: BootEvent): void; signal: AbortSignal },
): Promise<LocalBoot> {
  const { domain, disk, task } = request
  refuseUnfit({ args: task.selection.args })
  if (domain.kernel !== null) {
    onEvent({ event: 'LocalBootChosen', by: domain.kernel })
    return { kind: 'result', result: domainKernel(request, domain.kernel, files), discard: () => {} }
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
  const call = { pygrub, disk, user: pygrubUser(pygrub, request) }
  // With a user of ours pygrub ends with status 0 whatever happens, so its result has to be checked here.
  const passes = call.user === null || !task.place.runas.perRun
  return format !== undefined && passes
    ? passOn(request, { ...call, format }, signal)
    : converted(request, call, signal)
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

type Call = Pick<PygrubCall, 'pygrub' | 'disk' | 'user'>

/**
 * Lets pygrub write its result itself. It opens its output but does not create it, and writes nothing if it fails; then
 * the file made for it is removed, and its other files, which are known by their group: the folder is other runs' too.
 */
async function passOn(
  request: BootRequest,
  call: Call & Pick<PygrubCall, 'format'>,
  signal: AbortSignal,
): Promise<LocalBoot> {
  const { output, outputDirectory: folder } = request
  const takeAway = output === null ? () => {} : prepareOutput(output)
  const group = ownGroup()
  let status = 1
  try {
    status = await runPygrub({ ...call, folder, output, group }, request, signal)
  } finally {
    if (status !== 0) {
      takeAway()
      removeFilesOf(group, folder)
    }
  }
  return { kind: 'passed', status }
}

function removeFilesOf(group: number | null, folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (lstatSync(path, { throwIfNoEntry: false })?.gid === group) rmSync(path, REMOVAL)
  }
}

/** Lets pygrub write into a folder of its own, and takes from there what its result names. */
async function converted(request: BootRequest, call: Call, signal: AbortSignal): Promise<LocalBoot> {
  const folder = mkdtempSync(join(request.outputDirectory, '.pygrub.'))
  const moved: string[] = []
  const moveOut = (path: string): string => {
    // A dry run has no file to move.
    if (dirname(path) !== folder) return path
    const to = join(request.outputDirectory, basename(path))
    renameSync(path, to)
    moved.push(to)
    return to
  }
  try {
    const output = join(folder, 'result')
    writeFileSync(output, '', { mode: 0o600 })
    const status = await runPygrub(
      { ...call, folder, output, format: 'simple0', group: null },
      request,
      signal,
    )
    if (status !== 0) throw pygrubFailed(call.disk, status)
    const { kernel, ramdisk, args } = parseSimple0(readFileSync(output, 'latin1'))
    const result = { kernel: moveOut(kernel), ramdisk: ramdisk && moveOut(ramdisk), args }
    return {
      kind: 'result',
      result,
      discard: () => {
        for (const path of moved) rmSync(path, REMOVAL)
      },
    }
  } finally {
    rmSync(folder, REMOVAL)
  }
}

/** A killed pygrub may go on writing until the kernel has ended it. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5 } as const

const LOOK_AT_DISK =
  'its own messages are above; does the disk hold a kernel and a boot loader configuration?'

/** The error for a pygrub that ended with a status of its own. */
export function pygrubFailed(disk: string | null, status: number): BootError {
  return new BootError('E_LOCAL_BOOT', {
    what: `pygrub could not boot ${disk} (exit status ${status})`,
    hint: LOOK_AT_DISK,
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
  if (kernel === undefined)
    throw new BootError('E_LOCAL_BOOT', { what: 'pygrub named no kernel', hint: LOOK_AT_DISK })
  return { kernel, ramdisk: items.get('ramdisk') ?? null, args: items.get('args') ?? '' }
}
