// How a result differs from what a case of GRUB expects. Texts are as people read them.
import { readable } from '../../src/byte-text.ts'
import { GRUB_CODES, type GrubCase, type GrubExpected } from './grub-case.ts'

/** What this comparison reads of the document of `explain --json`, and of a boot that was played in this process. */
export interface GrubGiven {
  outcome: string
  config: { file: string | null; tried: { file: string }[] } | null
  entry: {
    label: string | null
    kernel: string | null
    initrds: string[]
    cmdline: string
    xen?: unknown
    local?: { via: string; value: unknown }
  } | null
  menu: {
    entries: { label: string | null; display: string }[]
    default: string | null
    timeoutMs?: number
  } | null
  error: { code: string | null } | null
  /** Known only where the boot is played in this process. */
  waits?: boolean
}

/** Nothing where the result is the expected one, or one of the acceptable ones; else each key that differs. */
export function grubDifferences({ expected, acceptable = [] }: GrubCase, given: GrubGiven): string[] {
  const wrong = compare(expected, given)
  return acceptable.some((other) => compare(other, given).length === 0) ? [] : wrong
}

function compare(expected: Partial<GrubExpected>, given: GrubGiven): string[] {
  const { outcome, entry, menu } = expected
  const boots = outcome === 'boot'
  const pairs: [string, unknown, unknown][] = [
    ['outcome', outcome, given.outcome],
    ['configFile', expected.configFile, given.config?.file ?? null],
    ['triedPaths', expected.triedPaths, (given.config?.tried ?? []).map(({ file }) => file)],
    ['entry', outcome === 'error' ? undefined : entry, given.entry?.label],
    ['kernel', boots ? expected.kernel : undefined, given.entry?.kernel ?? null],
    ['initrds', boots ? expected.initrds : undefined, given.entry?.initrds],
    ['cmdline', boots ? expected.cmdline : undefined, given.entry && readable(given.entry.cmdline)],
    ['xen', boots ? expected.xen : undefined, given.entry?.xen],
    ['local', expected.local?.via, given.entry?.local?.via],
    [
      'errorKind',
      expected.errorKind && outcome === 'error' ? GRUB_CODES[expected.errorKind] : undefined,
      given.error?.code,
    ],
    ['timeoutMs', expected.timeoutMs, given.menu?.timeoutMs],
    ['waits', boots && given.waits !== undefined ? expected.waits : undefined, given.waits],
    [
      'titles',
      menu?.entries.map(({ title }) => title),
      given.menu?.entries.map(({ display }) => readable(display)),
    ],
    [
      'ids',
      menu?.entries.map(({ id, title }) => id ?? title),
      given.menu?.entries.map(({ label }) => readable(label ?? '')),
    ],
    [
      'default',
      menu?.default === undefined ? undefined : idAt(menu),
      given.menu?.default && readable(given.menu.default),
    ],
  ]
  return pairs
    .filter(([, wanted, got]) => wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(got))
    .map(([key, wanted, got]) => `${key}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
}

function idAt({ entries, default: index }: NonNullable<GrubExpected['menu']>): string | undefined {
  const entry = entries[index ?? 0]
  return entry?.id ?? entry?.title
}
