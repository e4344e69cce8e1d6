// The iPXE cases through the program itself: `explain MAC --json --tree DIR --program=ipxe`, and what the ramdisk holds.
// Cases in which keys are pressed, names do not resolve or servers redirect are played in test/pxecfg-parser/ipxe.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type IpxeCase, ipxeCases, ipxeTreeBytes } from '../support/ipxe-case.ts'
import { type IpxeGiven, ipxeDifferences } from '../support/ipxe-compare.ts'
import { manyRuns, type Ran } from '../support/many-runs.ts'

/** That build of iPXE had no https; ours has, as today's builds do. */
const OTHERWISE = new Set(['uri-unsupported'])

const cases = ipxeCases().filter(
  ({ id, input }) =>
    !OTHERWISE.has(id) &&
    input.selection.keystrokes === undefined &&
    !Object.values(input.dns ?? {}).includes(null) &&
    !Object.values(input.tree).some((value) => typeof value === 'object' && 'redirect' in value),
)

const conformance = suite('iPXE conformance of the program')
const results = new Map<string, string[]>()

conformance.before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-ipxe-'))
  try {
    const commands = cases.flatMap((one) => commandsFor(one, plant(one, join(folder, one.id))))
    const ran = await manyRuns(commands)
    for (const one of cases) {
      const [explained, booted] = ran.splice(0, sumOf(one) === undefined ? 1 : 2)
      results.set(one.id, differencesOf(one, explained, booted))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

for (const { id, title } of cases) conformance(`${id}: ${title}`, () => assert.equal(results.get(id), []))

conformance.run()

/** Writes the case's tree. */
function plant({ input }: IpxeCase, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(input.tree)) {
    if (typeof value === 'object' && 'redirect' in value) continue
    const path = join(folder, posix.normalize(name.replaceAll('\\', '/')))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, ipxeTreeBytes(value))
  }
  return folder
}

/** What the ramdisk must be, where the case knows. */
function sumOf({ expected }: IpxeCase): string | undefined {
  return expected.outcome === 'boot' ? expected.ramdisk?.sha256 : undefined
}

/** The dry run, and the boot where the ramdisk's bytes count. */
function commandsFor(one: IpxeCase, folder: string): string[][] {
  const { mac } = one.input.client
  const words = ['--json', ...argumentsFor(one, folder)]
  const boot = [`mac=${mac}`, `--output-directory=${join(folder, '.out')}`, '--quiet', ...words]
  return [['explain', mac, ...words], ...(sumOf(one) === undefined ? [] : [boot])]
}

function differencesOf(one: IpxeCase, explained: Ran | undefined, booted: Ran | undefined): string[] {
  if (!explained?.stdout) return [`exit status ${explained?.status}, no report`]
  const sum = booted?.stdout ? (JSON.parse(booted.stdout) as Report).ramdisk?.sha256 : undefined
  const wrong = sum === sumOf(one) ? [] : [`ramdisk.sha256: ${sum}`]
  return [...ipxeDifferences(one, givenBy(JSON.parse(explained.stdout))), ...wrong]
}

function argumentsFor({ input }: IpxeCase, folder: string): string[] {
  const { ip, netmask, server, gateway, uuid, dhcp, smbios = {} } = input.client
  const hexadecimal = Object.entries(dhcp.options ?? {}).map(([code, hex]) => `${code}=0x${hex}`)
  const texts = Object.entries({ 12: dhcp.hostname, 15: dhcp.domain, 6: dhcp.dns?.join(',') })
  const options: [string, string | undefined][] = [
    ['program', 'ipxe'],
    ['tree', folder],
    ['ip', ip],
    ['netmask', netmask],
    ['server', server],
    ['gateway', gateway],
    ['uuid', uuid],
    ['bootfile', dhcp.bootfile.replace(/\0$/, '')],
    ['next-server', dhcp.siaddr],
    ...texts.map(([code, value]): [string, string | undefined] => [
      'dhcp-option',
      value && `${code}=${value}`,
    ]),
    ...hexadecimal.map((value): [string, string] => ['dhcp-option', value]),
    ...Object.entries(smbios).map(([key, value]): [string, string] => ['smbios', `${key}=${value}`]),
  ]
  return options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
}

/** What this test reads of the document. */
interface Report {
  outcome: string
  entry: {
    kernel: string | null
    initrds: string[]
    cmdline: string
    local?: { via: string; value: number | string }
    xen?: { hypervisor: string; args: string; modules: { path: string; args: string }[] }
  } | null
  menu: {
    title: string
    entries: { label: string | null; display: string; hotkey?: string; default?: true }[]
    default: string
    timeoutMs: number
  } | null
  ramdisk: { sha256: string | null } | null
  error: { code: string } | null
}

function givenBy({ outcome, entry, menu, error }: Report): IpxeGiven {
  const xen = entry?.xen
  return {
    outcome,
    kernel: entry?.kernel ?? null,
    cmdline: entry?.cmdline ?? '',
    initrds: entry?.initrds ?? [],
    xen: xen && { ...xen, modules: xen.modules.map(({ path, args }) => ({ uri: path, args })) },
    local: entry?.local,
    code: error?.code ?? null,
    menu: menu && {
      title: menu.title,
      entries: menu.entries.map(({ label, display, hotkey, default: usual }) => ({
        label,
        text: display,
        ...(hotkey === undefined ? {} : { key: hotkey }),
        ...(usual ? { default: true as const } : {}),
      })),
      default: menu.default,
      timeoutMs: menu.timeoutMs,
    },
  }
}
