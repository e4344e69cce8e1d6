// The iPXE cases through the program itself: `explain MAC --json --tree DIR --program=ipxe`, and what the ramdisk holds.
// Those in which keys are pressed are in keystrokes.test.ts; names that do not resolve and servers that redirect in
// test/pxecfg-parser/ipxe.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type IpxeCase, ipxeCases } from '../support/ipxe-case.ts'
import { ipxeDifferences } from '../support/ipxe-compare.ts'
import { type IpxeReport, ipxeArguments, ipxeGiven, plantIpxe } from '../support/ipxe-explain.ts'
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
    const commands = cases.flatMap((one) => commandsFor(one, plantIpxe(one, join(folder, one.id))))
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

/** What the ramdisk must be, where the case knows. */
function sumOf({ expected }: IpxeCase): string | undefined {
  return expected.outcome === 'boot' ? expected.ramdisk?.sha256 : undefined
}

/** The dry run, and the boot where the ramdisk's bytes count. */
function commandsFor(one: IpxeCase, folder: string): string[][] {
  const { mac } = one.input.client
  const words = ['--json', ...ipxeArguments(one, folder)]
  const boot = [`mac=${mac}`, `--output-directory=${join(folder, '.out')}`, '--quiet', ...words]
  return [['explain', mac, ...words], ...(sumOf(one) === undefined ? [] : [boot])]
}

function differencesOf(one: IpxeCase, explained: Ran | undefined, booted: Ran | undefined): string[] {
  if (!explained?.stdout) return [`exit status ${explained?.status}, no report`]
  const sum = booted?.stdout ? (JSON.parse(booted.stdout) as IpxeReport).ramdisk?.sha256 : undefined
  const wrong = sum === sumOf(one) ? [] : [`ramdisk.sha256: ${sum}`]
  return [...ipxeDifferences(one, ipxeGiven(JSON.parse(explained.stdout))), ...wrong]
}
