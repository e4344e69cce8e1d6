// How a result differs from what a conformance case of iPXE expects. HTTP names are compared decoded: iPXE of 2019 encoded
// them anew, that of today does not.

import { IPXE_CODES, type IpxeCase, type IpxeExpected } from './ipxe-case.ts'

/** What a run gave, in the words of a case. Texts as people read them. */
export interface IpxeGiven {
  outcome: string
  kernel: string | null
  cmdline: string
  initrds: string[]
  xen: IpxeExpected['xen'] | undefined
  local: { via: string; value: number | string } | undefined
  code: string | null
  menu: IpxeExpected['menu'] | null
}

/** Nothing where the result is the expected one, or one of the acceptable ones; else each key that differs. */
export function ipxeDifferences({ expected, acceptable = [] }: IpxeCase, given: IpxeGiven): string[] {
  const wrong = compare(expected, given)
  const others = acceptable.filter((other) => Object.keys(other).some((key) => key !== 'note'))
  const usual = { outcome: expected.outcome }
  return others.some((other) => compare({ ...usual, ...other }, given).length === 0) ? [] : wrong
}

function compare(expected: IpxeExpected, given: IpxeGiven): string[] {
  const { outcome, kernel, args, cmdlineExact, initrds, xen, local, errorKind, menu } = expected
  const boots = outcome === 'boot'
  const failed = outcome === 'error'
  const pairs: [string, unknown, unknown][] = [
    // what iPXE would wait for, an unattended run answers with Enter
    ['outcome', outcome === 'waits' ? undefined : outcome, given.outcome],
    ['kernel', boots ? kernel && decoded(kernel) : undefined, given.kernel && decoded(given.kernel)],
    ['initrds', boots ? initrds?.map(decoded) : undefined, given.initrds.map(decoded)],
    ['args', boots ? args : undefined, sameText(args, given.cmdline.trim())],
    ['cmdline', boots ? cmdlineExact : undefined, given.cmdline],
    ['local', outcome === 'local' ? local : undefined, given.local],
    ['errorKind', failed && errorKind ? IPXE_CODES[errorKind] : undefined, given.code],
    ['menu', menu, given.menu],
    [
      'xen',
      boots && xen
        ? { ...xen, modules: xen.modules.map(({ uri, args: words }) => ({ uri, args: words })) }
        : undefined,
      given.xen,
    ],
  ]
  return pairs
    .filter(([, wanted, got]) => wanted !== undefined && sorted(wanted) !== sorted(got))
    .map(([key, wanted, got]) => `${key}: expected ${sorted(wanted)}, got ${sorted(got)}`)
}

/** `*` stands for one word that nobody can foresee. */
function sameText(expected: string | undefined, given: string): string {
  if (!expected?.includes('*')) return given
  const words = expected.split(' ')
  return given
    .split(' ')
    .map((word, index) => (words[index] === '*' ? '*' : word))
    .join(' ')
}

function decoded(name: string): string {
  return name.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** JSON with the keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
