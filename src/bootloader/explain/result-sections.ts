/** The end of the report: files, what a hypervisor would be told, warnings, and how it ended. */

import { failureText } from '../failure.ts'
import { fileOutcome } from './file-outcomes.ts'
import { columns, type Section } from './section.ts'
import { type Story, told } from './story.ts'

export function filesSection(story: Story): Section {
  const { kernel, ramdisk } = story.report
  const wanted = [
    ...(kernel === null ? [] : [{ role: 'kernel', url: kernel.url }]),
    ...(ramdisk?.urls ?? []).map((url) => ({ role: 'initrd', url })),
  ]
  return { title: 'Files', lines: columns(wanted.flatMap(({ role, url }) => fileRows(story, role, url))) }
}

/** Whether the file is there, how long it is, and what more is known of it. */
function fileRows(story: Story, role: string, url: string): string[][] {
  const known = story.report.files.find((file) => file.url === url)
  const outcome = fileOutcome(story, url)
  if (known !== undefined) {
    return [
      [role, known.bytes === null ? 'there, size not said' : `${known.bytes} bytes`, url],
      ...(known.format === undefined ? [] : [['', 'format', known.format]]),
      ...(known.sha256 === null ? [] : [['', 'sha256', known.sha256]]),
    ]
  }
  if (outcome === null) return [[role, 'not requested', url]]
  if (outcome.error === null) return [[role, 'there', url]]
  return [[role, outcome.error.code === 'E_FETCH_NOT_FOUND' ? 'missing' : outcome.error.code, url]]
}

/** As libxl would read it. */
export function hypervisorSection({ report }: Story): Section {
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

export function warningsSection(story: Story): Section {
  const parser = story.report.warnings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  )
  return { title: 'Warnings', lines: [...parser, ...told(story, 'Warned').map(({ message }) => message)] }
}

export function outcomeSection({ report, diagnosis, live }: Story): Section {
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
