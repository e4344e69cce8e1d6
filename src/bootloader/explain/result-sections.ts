/** The end of the report: files, what a hypervisor would be told, warnings, times, and how it ended. */

import { failureText } from '../failure.ts'
import { formatResult } from '../results/write.ts'
import { type Story, told } from './story.ts'
import { columns, type Section } from './text.ts'

export function filesSection({ report }: Story): Section {
  const size = (bytes: number | null): string => (bytes === null ? 'size not said' : `${bytes} bytes`)
  const rows = report.files.flatMap(({ role, bytes, url, sha256 }) => [
    [role, size(bytes), url],
    ...(sha256 === null ? [] : [['', 'sha256', sha256]]),
  ])
  return { title: 'Files', lines: columns(rows) }
}

/** As libxl would read it. */
export function hypervisorSection({ report }: Story): Section {
  const { kernel, ramdisk, args, outcome, entry } = report
  if (outcome === 'local')
    return {
      title: 'The hypervisor would get',
      lines: [`what pygrub finds on the guest's disk (${entry?.local?.via ?? 'local boot'})`],
    }
  if (outcome !== 'boot' || kernel === null) return { title: 'The hypervisor would get', lines: [] }
  const result = {
    kernel: `<kernel:${kernel.url}>`,
    ramdisk: ramdisk === null ? null : `<ramdisk:${ramdisk.urls.join(',')}>`,
    args: args ?? '',
  }
  return {
    title: 'The hypervisor would get',
    lines: formatResult(result, 'simple').toString('latin1').split('\n').filter(Boolean),
  }
}

export function warningsSection(story: Story): Section {
  const parser = story.report.warnings.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  )
  return { title: 'Warnings', lines: [...parser, ...told(story, 'Warned').map(({ message }) => message)] }
}

const BAR = 40

/** A waterfall: each step behind the one before. */
export function timeSection({ report }: Story): Section {
  const { timing } = report
  const steps = [
    ['network', timing.networkMs],
    ['dhcp', timing.dhcpMs],
    ['config', timing.configMs],
    ['files', timing.fetchMs],
  ] as const
  const total = Math.max(
    1,
    steps.reduce((sum, [, ms]) => sum + ms, 0),
  )
  let before = 0
  const lines = steps.map(([name, ms]) => {
    const from = Math.round((BAR * before) / total)
    before += ms
    const to = Math.max(from + (ms > 0 ? 1 : 0), Math.round((BAR * before) / total))
    return `${name.padEnd(8)} |${(' '.repeat(from) + '#'.repeat(to - from)).slice(0, BAR).padEnd(BAR)}| ${ms} ms`
  })
  return { title: 'Time', lines: report.timing.totalMs === 0 ? [] : lines }
}

export function outcomeSection({ report, diagnosis }: Story): Section {
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
  return { title: 'It boots', lines: [what] }
}
