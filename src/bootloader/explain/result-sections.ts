/** The report's last sections: files, the result for a hypervisor, warnings, and the outcome. */

import { failureText } from '../failure.ts'
import { type DryRun, eventsOf } from './dry-run.ts'
import { fileOutcome } from './file-outcomes.ts'
import { columns, type Section } from './section.ts'

/** The kernel and initrds. */
export function filesSection(dryRun: DryRun): Section {
  const { kernel, ramdisk } = dryRun.report
  const wanted = [
    ...(kernel === null ? [] : [{ role: 'kernel', url: kernel.url }]),
    ...(ramdisk?.urls ?? []).map((url) => ({ role: 'initrd', url })),
  ]
  return { title: 'Files', lines: columns(wanted.flatMap(({ role, url }) => fileRows(dryRun, role, url))) }
}

/** Whether a file exists, its size, and what else is known about it. */
function fileRows(dryRun: DryRun, role: string, url: string): string[][] {
  const known = dryRun.report.files.find((file) => file.url === url)
  const outcome = fileOutcome(dryRun, url)
  if (known !== undefined) {
    return [
      [role, known.bytes === null ? 'there, size unknown' : `${known.bytes} bytes`, url],
      ...(known.format === undefined ? [] : [['', 'format', known.format]]),
      ...(known.sha256 === null ? [] : [['', 'sha256', known.sha256]]),
    ]
  }
  if (outcome === null) return [[role, 'not requested', url]]
  if (outcome.error === null) return [[role, 'there', url]]
  return [[role, outcome.error.code === 'E_FETCH_NOT_FOUND' ? 'missing' : outcome.error.code, url]]
}

/** What libxl would read. */
export function hypervisorSection({ report }: DryRun): Section {
  const { kernel, ramdisk, args, outcome, entry } = report
  const title = 'The hypervisor would get'
  if (outcome === 'local') {
    const how = entry?.local === undefined ? 'local boot' : `${entry.local.via} ${entry.local.value}`
    return { title, lines: [`what pygrub finds on the guest's disk (${how})`] }
  }
  if (outcome !== 'boot' || kernel === null) return { title, lines: [] }
  return {
    title,
    lines: columns([
      ['kernel', `<kernel:${kernel.url}>`],
      ...(ramdisk === null ? [] : [['ramdisk', `<ramdisk:${ramdisk.urls.join(',')}>`]]),
      ['args', args || '(none)'],
    ]),
  }
}

/** Warnings of the parser and of the boot. */
export function warningsSection(dryRun: DryRun): Section {
  const parser = dryRun.report.warnings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  )
  return {
    title: 'Warnings',
    lines: [...parser, ...eventsOf(dryRun, 'Warned').map(({ message }) => message)],
  }
}

/** What boots, or the error and its likely causes. */
export function outcomeSection({ report, diagnosis, live }: DryRun): Section {
  if (report.error !== null) {
    return {
      title: 'It does not boot',
      lines: [failureText(report.error), ...diagnosis.map((advice) => `- ${advice}`)],
    }
  }
  const what =
    report.outcome === 'local'
      ? 'from its own disk'
      : (report.entry?.label ?? report.entry?.kernel ?? 'the kernel')
  const bare = live && report.lease !== null && !report.lease.bootFile
  return { title: 'It boots', lines: [what, ...(bare ? [NO_BOOT_FILE] : [])] }
}

const NO_BOOT_FILE =
  'a real PXE ROM would not boot here: DHCP names no boot file, and it has nothing else to load (dnsmasq: dhcp-boot)'
