/** Puts the report of a boot together from what its stages found. */

import type { BootError } from '../boot-error.ts'
import type { Lease } from '../lease.ts'
import type { BootEntry, BootFile, Played } from '../pxecfg-parser/index.ts'
import type { FilesReport } from './boot-files.ts'
import type { ChosenProgram } from './choose-program.ts'
import { describeFailure } from './failure.ts'
import { type BootReport, emptyReport } from './report.ts'

/** The result of each stage; null: the boot did not get that far. Times in ms. */
export interface BootParts {
  guest: BootReport['guest']
  lease: Lease | null
  program: ChosenProgram | null
  played: Played | null
  files: FilesReport | null
  /** What ended the boot outside a boot program. */
  error: BootError | null
  dhcpMs: number
  fetchMs: number
  totalMs: number
}

export function assembleReport({
  guest,
  lease,
  program,
  played,
  files,
  error,
  ...times
}: BootParts): BootReport {
  const failure = error ?? played?.error ?? null
  return {
    ...emptyReport(guest),
    outcome: failure === null ? (played?.outcome ?? 'local') : 'error',
    lease,
    program,
    ...(played === null ? {} : configuration(played)),
    ...(played?.entry == null ? {} : { entry: entryReport(played.entry) }),
    ...(played?.entry == null || played.outcome === 'local' ? {} : bootFiles(played.entry, files)),
    error: failure && describeFailure(failure),
    timing: timing(times),
  }
}

function configuration({ config, menu, startMenu, labels, default: usual, steps, warnings }: Played) {
  return { config, menu, startMenu, labels, default: usual, steps, warnings }
}

function entryReport(entry: BootEntry): NonNullable<BootReport['entry']> {
  const { label, kernel, initrds, cmdline, local, xen, parts, origins } = entry
  return {
    label,
    kernel: kernel?.name ?? null,
    initrds: initrds.map(({ name }) => name),
    cmdline,
    ...(local === undefined ? {} : { local }),
    ...(xen === undefined ? {} : { xen }),
    parts,
    origins,
  }
}

function bootFiles({ kernel, initrds, args }: BootEntry, files: FilesReport | null) {
  return {
    kernel: files?.kernel ?? unfetched(kernel),
    ramdisk: files?.ramdisk ?? unfetchedRamdisk(initrds),
    files: files?.files ?? [],
    args,
  }
}

function unfetched(file: BootFile | null): BootReport['kernel'] {
  return file === null ? null : { url: file.url, path: null, bytes: null, sha256: null }
}

function unfetchedRamdisk(initrds: readonly BootFile[]): BootReport['ramdisk'] {
  return initrds.length === 0
    ? null
    : { urls: initrds.map(({ url }) => url), path: null, bytes: null, sha256: null }
}

/** The time that neither DHCP nor downloads took counts as the configuration's. */
function timing({ totalMs, dhcpMs, fetchMs }: Pick<BootParts, 'totalMs' | 'dhcpMs' | 'fetchMs'>) {
  return { totalMs, networkMs: 0, dhcpMs, configMs: Math.max(0, totalMs - dhcpMs - fetchMs), fetchMs }
}
