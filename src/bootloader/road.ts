/**
 * The road of one boot, from the lease to the files: the same for a boot, a dry run and a list of entries, on a live
 * network and in a boot tree. What differs comes in as `Surroundings`.
 */

import { BootError } from '../boot-error.ts'
import { parseBootUrl, tftpUrl } from '../boot-url.ts'
import type { Lease } from '../lease.ts'
import type { ProgramName } from '../program-names.ts'
import {
  BOOT_PROGRAMS,
  type BootEntry,
  type BootFile,
  type FileRead,
  type NextProgram,
  type Played,
  type PxeHost,
  playProgram,
  type Selection,
} from '../pxecfg-parser/index.ts'
import { type Fetcher, fetchBytes, fetchHead } from '../tftp-fetch/index.ts'
import type { BootFiles, FilesReport } from './boot-files.ts'
import { chooseProgram } from './choose-program.ts'
import type { BootEvent } from './events.ts'
import { describeFailure } from './failure.ts'
import type { EntrySelection, Guest } from './guest-request.ts'
import { type BootReport, emptyReport } from './report.ts'
import { refuseUnfit } from './results/boot-result.ts'

/** What is to be found out. Crosses to the PXE client process as JSON. */
export interface Errand {
  guest: Guest
  selection: EntrySelection
  configDir: string | null
  /** null: what the boot file is. */
  program: ProgramName | null
  grubPrefix: string | null
  /** DHCP option 93. */
  architecture: number
  smbios: Record<string, string>
  /** Seconds since 1970. */
  unixTime: number
  /** What the guest's firmware would know of the host's processor (firmware.ts). */
  firmware: Record<string, string>
  /** `entries`: stop at the configuration's labels. */
  goal: 'entries' | 'files'
  /** What the name of a file's detached signature has behind the file's own; null: none is fetched. */
  signatures: string | null
}

/** What differs between a live network and a boot tree, a boot and a dry run. */
export interface Surroundings {
  lease(): Promise<Lease>
  fetcher(lease: Lease): Fetcher
  /** The boot server as an address. */
  bootServer(lease: Lease): Promise<string>
  choose: PxeHost['choose']
  files: BootFiles
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Goes the road. Never throws a BootError: the report holds it, with everything that was found up to there. */
export async function travel(errand: Errand, surroundings: Surroundings): Promise<BootReport> {
  const report = emptyReport(errand.guest)
  const started = performance.now()
  const since = (start: number): number => Math.round(performance.now() - start)
  const finish = (): BootReport => {
    const { timing } = report
    timing.totalMs = since(started)
    timing.configMs = Math.max(0, timing.totalMs - timing.dhcpMs - timing.fetchMs)
    return report
  }
  try {
    report.lease = await surroundings.lease().finally(() => {
      report.timing.dhcpMs = since(started)
    })
    report.lease.bootServer = await surroundings.bootServer(report.lease)
    if (report.lease.localBoot) {
      report.outcome = 'local'
      return finish()
    }
    await play(errand, report.lease, report, surroundings)
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    report.outcome = 'error'
    report.error = describeFailure(error)
  }
  return finish()
}

/** Bytes of a boot file that are looked through for the program's name. */
const PROGRAM_BYTES = 4 * 1024 * 1024
/** Boot programs that one boot passes, each leading to the next. */
const MAX_PROGRAMS = 8

async function play(
  errand: Errand,
  lease: Lease,
  report: BootReport,
  surroundings: Surroundings,
): Promise<void> {
  const { onEvent, signal, files } = surroundings
  const fetcher = surroundings.fetcher(lease)
  onEvent({ event: 'ConfigWanted', address: lease.address, server: lease.bootServer })
  let fetched: FilesReport | null = null
  const { configDir, firmware, architecture, grubPrefix } = errand
  const machine = {
    ...errand.guest,
    ...(configDir === null ? {} : { configDir }),
    firmware,
    architecture,
    smbios: errand.smbios,
    unixTime: errand.unixTime,
    ...(grubPrefix === null ? {} : { grubPrefix }),
  }
  const host: PxeHost = {
    read: (file, limits) => readFile(file, limits, fetcher, surroundings),
    head: ({ url }, { maxBytes }) => readHead(url, maxBytes, fetcher, signal),
    probe: ({ url }) => fetcher.probe(url, signal),
    choose: surroundings.choose,
    onEvent,
    async boot(entry) {
      if (errand.goal === 'entries') return
      refuseUnfit({ args: entry.args })
      const begun = performance.now()
      try {
        fetched = await files.get(entry, fetcher, { onEvent, signal, signatures: errand.signatures })
      } finally {
        report.timing.fetchMs += Math.round(performance.now() - begun)
      }
    },
  }
  let seen = lease
  let selection = selectionFor(errand)
  for (let passed = 1; ; passed++) {
    const wanted = passed === 1 ? errand.program : null
    const chosen = await chooseProgram(wanted, seen, () =>
      fetchHead(fetcher, bootFileUrl(seen), PROGRAM_BYTES, signal),
    )
    report.program = chosen
    const program = BOOT_PROGRAMS[chosen.name]
    const played = await playProgram(program, { ...machine, lease: seen }, selection, host)
    if (played.next === null) {
      fillIn(report, played, fetched)
      return
    }
    if (passed === MAX_PROGRAMS) throw tooManyPrograms(played.next)
    const { programFile: _, ...words } = seen
    seen = { ...words, ...played.next.lease }
    if (played.next.entryTaken) {
      const { label: _label, entry: _entry, ...others } = selection
      selection = others
    }
  }
}

function tooManyPrograms({ file, origin }: NextProgram): BootError {
  const where = origin === null ? '' : `${origin.file} line ${origin.line}: `
  return new BootError('E_CONFIG_INVALID', {
    what: `${where}${file.url} would be boot program number ${MAX_PROGRAMS + 1}`,
    hint: 'do boot programs lead round in a circle?',
  })
}

function bootFileUrl({ bootServer, bootFile }: Lease): string {
  return parseBootUrl(bootFile) === null ? tftpUrl(bootServer, bootFile) : bootFile
}

function fillIn(report: BootReport, played: Played, files: FilesReport | null): void {
  const { entry } = played
  report.outcome = played.outcome
  report.config = played.config
  report.menu = played.menu
  report.startMenu = played.startMenu
  report.labels = played.labels
  report.default = played.default
  report.steps = played.steps
  report.warnings = played.warnings
  report.error = played.error === null ? null : describeFailure(played.error)
  if (entry === null) return
  report.entry = {
    label: entry.label,
    kernel: entry.kernel?.name ?? null,
    initrds: entry.initrds.map(({ name }) => name),
    cmdline: entry.cmdline,
    ...(entry.local === undefined ? {} : { local: entry.local }),
    ...(entry.xen === undefined ? {} : { xen: entry.xen }),
    parts: entry.parts,
    origins: entry.origins,
  }
  if (played.outcome === 'local') return
  report.kernel = files?.kernel ?? unfetched(entry.kernel)
  report.ramdisk = files?.ramdisk ?? unfetchedRamdisk(entry)
  report.files = files?.files ?? []
  report.args = entry.args
}

function unfetched(file: BootFile | null): BootReport['kernel'] {
  return file === null ? null : { url: file.url, path: null, bytes: null, sha256: null }
}

function unfetchedRamdisk({ initrds }: BootEntry): BootReport['ramdisk'] {
  return initrds.length === 0
    ? null
    : { urls: initrds.map(({ url }) => url), path: null, bytes: null, sha256: null }
}

async function readFile(
  { url }: BootFile,
  { maxBytes, post }: { maxBytes: number; post?: string },
  fetcher: Fetcher,
  { signal, onEvent }: Surroundings,
): Promise<FileRead> {
  let place = url
  const cameFrom = (from: string) => {
    place = from
  }
  const form = post === undefined ? {} : { form: post }
  const bytes = await fetchBytes(fetcher, url, maxBytes, signal, { ...form, cameFrom })
  if (/^\s*<(!doctype|html|\?xml)/i.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))) {
    onEvent({
      event: 'Warned',
      code: 'html-page',
      message: `${url} is an HTML page, not a boot configuration`,
    })
  }
  return { bytes, url: place }
}

async function readHead(
  asked: string,
  maxBytes: number,
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<FileRead> {
  let url = asked
  const cameFrom = (place: string) => {
    url = place
  }
  const bytes = await fetchHead(fetcher, asked, maxBytes, signal, { cameFrom })
  return { bytes, url }
}

function selectionFor({ selection }: Errand): Selection {
  const { label, entry, args, interactive } = selection
  return {
    ...(label === null ? {} : { label }),
    ...(entry === null ? {} : /^\d+$/.test(entry) ? { entry: Number(entry) } : { label: entry }),
    ...(args === '' ? {} : { args }),
    interactive,
  }
}
