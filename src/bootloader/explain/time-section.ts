/** The report's section about time: how long each step took, as a waterfall in plain characters. */

import { type DryRun, eventsOf } from './dry-run.ts'
import { fileOutcomes } from './file-outcomes.ts'
import type { Section } from './section.ts'

/** Columns of the waterfall, and of the names before it. */
const WIDTH = 40
const MAX_NAME = 30
/** The most files shown singly; a configuration may include hundreds. */
const MAX_FILES = 40

interface Step {
  name: string
  fromMs: number
  ms: number
}

/** The waterfall. */
export function timeSection(dryRun: DryRun): Section {
  const { timing } = dryRun.report
  if (timing.totalMs === 0) return { title: 'Time', lines: [] }
  const network = eventsOf(dryRun, 'GuestPortMade')[0]
  const dhcpFrom = network?.atMs ?? 0
  const files = fileOutcomes(dryRun)
  const shown = files.slice(0, MAX_FILES)
  const steps: Step[] = [
    ...(network === undefined
      ? []
      : [{ name: 'network', fromMs: Math.max(0, network.atMs - network.ms), ms: network.ms }]),
    { name: 'dhcp', fromMs: dhcpFrom, ms: timing.dhcpMs },
    ...shown.map(({ url, fromMs, ms }) => ({ name: shortName(url), fromMs, ms })),
  ]
  const end = Math.max(1, ...steps.map(({ fromMs, ms }) => fromMs + ms))
  const width = Math.max(...steps.map(({ name }) => name.length))
  return {
    title: `Time: ${timing.totalMs} ms (network ${timing.networkMs}, dhcp ${timing.dhcpMs}, config ${timing.configMs}, files ${timing.fetchMs})`,
    lines: [
      ...steps.map(({ name, ...step }) => `${name.padEnd(width)} |${bar(step, end)}| ${step.ms} ms`),
      ...(files.length > shown.length ? [`and ${files.length - shown.length} more files`] : []),
    ],
  }
}

/** At least one mark, so that a step without measurable time is seen. */
function bar({ fromMs, ms }: Omit<Step, 'name'>, end: number): string {
  const from = Math.min(WIDTH - 1, Math.floor((WIDTH * fromMs) / end))
  const to = Math.max(from + 1, Math.min(WIDTH, Math.round((WIDTH * (fromMs + ms)) / end)))
  return (' '.repeat(from) + '#'.repeat(to - from)).padEnd(WIDTH)
}

/** The end of a URL says most. */
function shortName(url: string): string {
  const name = url.replace(/^[a-z]+:\/\/[^/]*\//i, '')
  return name.length > MAX_NAME ? `...${name.slice(3 - MAX_NAME)}` : name
}
