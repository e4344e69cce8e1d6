// How a result differs from what a conformance case expects. Names and texts are byte text, shown as UTF-8 where they are.

import { readable } from '../../src/byte-text.ts'
import type { Played } from '../../src/pxecfg-parser/index.ts'
import { type MenuReport, menuReport } from '../../src/pxecfg-parser/menu-report.ts'
import { CODES, type Expected, type ExpectedMenu, type PxelinuxCase } from './pxelinux-case.ts'

/** What this comparison reads of the document of `explain --json`. */
export interface Report {
  outcome: string
  config: { file: string | null; tried: { file: string }[]; includes: string[] } | null
  entry: {
    label: string | null
    kernel: string | null
    initrds: string[]
    cmdline: string
    xen?: Expected['xen']
    local?: Expected['local']
  } | null
  menu: ExpectedMenu | null
  error: { code: string; message: string } | null
}

/** What a run gave, in the words of a case. */
export interface Given {
  outcome: string
  label: string | null
  configFile: string | null
  triedPaths: string[]
  includes: string[]
  kernel: string | null
  initrds: string[]
  cmdline: string
  code: string | null
  xen?: Expected['xen'] | undefined
  local?: Expected['local'] | undefined
  menu: MenuReport | ExpectedMenu | null
  /** Known only where the walk is called directly. */
  more?: {
    startMenu: string | null
    timeoutMs: number
    totalTimeoutMs: number
    waits: boolean
    via: string[]
  }
}

export function givenBy(played: Played): Given {
  const { entry, config, error } = played
  return {
    outcome: played.outcome,
    label: entry?.label == null ? null : readable(entry.label),
    configFile: config?.file == null ? null : readable(config.file),
    triedPaths: (config?.tried ?? []).map(({ file }) => readable(file)),
    includes: (config?.includes ?? []).map(readable),
    kernel: entry?.kernel ? readable(entry.kernel.name) : null,
    initrds: (entry?.initrds ?? []).map(({ name }) => readable(name)),
    cmdline: readable(entry?.cmdline ?? ''),
    code: error?.code ?? null,
    xen: entry?.xen,
    local: entry?.local,
    menu: played.menu && decoded(menuReport(played.menu)),
    more: { ...played, via: entry?.via ?? [] },
  }
}

/** The document of `explain --json`, in the words of a case. */
export function givenByReport(report: Report): Given {
  const { entry, config, error, outcome, menu } = report
  return {
    outcome,
    label: entry?.label ?? null,
    configFile: config?.file ?? null,
    triedPaths: (config?.tried ?? []).map(({ file }) => file),
    includes: config?.includes ?? [],
    kernel: entry?.kernel ?? null,
    initrds: entry?.initrds ?? [],
    cmdline: entry?.cmdline ?? '',
    code: error?.code ?? null,
    xen: entry?.xen,
    local: entry?.local,
    menu,
  }
}

/** All texts of a value as people read them. */
function decoded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? readable(part) : part,
  )
}

/** Nothing where the result is the expected one, or one of the acceptable ones; else each key that differs. */
export function differences({ expected, acceptable = [] }: PxelinuxCase, given: Given): string[] {
  const wrong = compare(expected, given)
  return acceptable.some((other) => compare(other, given).length === 0) ? [] : wrong
}

function compare(expected: Partial<Expected>, given: Given): string[] {
  const {
    configFile,
    triedPaths,
    includes,
    outcome,
    label,
    kernel,
    initrds,
    cmdline,
    xen,
    local,
    menu,
    errorKind,
  } = expected
  const pairs: [string, unknown, unknown][] = [
    ['outcome', outcome, given.outcome],
    ['label', label, given.label],
    ['configFile', configFile, given.configFile],
    ['triedPaths', triedPaths, given.triedPaths],
    ['includes', includes && [...new Set(includes)].sort(), [...new Set(given.includes)].sort()],
    ['kernel', outcome === 'boot' ? kernel : undefined, given.kernel],
    ['initrds', outcome === 'boot' ? initrds : undefined, given.initrds],
    ['cmdline', cmdline, sameCpu(cmdline, given.cmdline)],
    ['xen', xen, given.xen],
    ['local', local, given.local],
    ['errorKind', errorKind && CODES[errorKind], given.code],
    ['menu', menu, given.menu],
    ...more(expected, given),
  ]
  return pairs
    .filter(([, wanted, got]) => wanted !== undefined && sorted(wanted) !== sorted(got))
    .map(([key, wanted, got]) => `${key}: expected ${sorted(wanted)}, got ${sorted(got)}`)
}

function more(
  { startMenu, timeoutMs, totalTimeoutMs, waits, via }: Partial<Expected>,
  given: Given,
): [string, unknown, unknown][] {
  if (given.more === undefined) return []
  return [
    ['startMenu', startMenu, given.more.startMenu],
    ['timeoutMs', timeoutMs, given.more.timeoutMs],
    ['totalTimeoutMs', totalTimeoutMs, given.more.totalTimeoutMs],
    ['waits', waits, given.more.waits],
    ['via', via, given.more.via],
  ]
}

/** `CPU=*` stands for whatever the host's processor gives. */
function sameCpu(expected: string | undefined, given: string): string {
  return expected?.includes('CPU=*') ? given.replace(/CPU=\S+/, 'CPU=*') : given
}

/** JSON with the keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
