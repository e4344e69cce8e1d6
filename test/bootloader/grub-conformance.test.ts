// The GRUB cases through the program itself: `explain MAC --json --tree DIR --program=grub`, as any user, with no network.
// Those in which keys are pressed are in keystrokes.test.ts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type GrubCase, grubCases } from '../support/grub-case.ts'
import { type GrubGiven, grubDifferences } from '../support/grub-compare.ts'
import { grubArguments, plantGrub } from '../support/grub-explain.ts'
import { manyRuns, type Ran } from '../support/many-runs.ts'

const everything = process.env.GRUB_ALL === '1'
const cases = grubCases().filter(
  ({ input, group }) =>
    input.selection.keystrokes === undefined &&
    input.client.dhcp.sname === undefined &&
    // What the language makes of a script is shown in one process; here the options, the tree and the files count.
    (everything || ['search', 'path', 'initrd', 'xen', 'local', 'real', 'hostile'].includes(group)),
)

const conformance = suite('GRUB conformance of the program')
const results = new Map<string, string[]>()

conformance.before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-cases-'))
  try {
    const commands = cases.flatMap((one) => commandsFor(one, plantGrub(one, join(folder, one.id))))
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

/** What the ramdisk must be, in the cases about that. */
function sumOf({ expected, group }: GrubCase): string | undefined {
  return group === 'initrd' ? expected.initrdSha256 : undefined
}

/** The dry run, and the boot where the ramdisk's bytes count. */
function commandsFor(one: GrubCase, folder: string): string[][] {
  const { mac } = one.input.client
  const words = ['--json', ...grubArguments(one, folder)]
  const boot = [`mac=${mac}`, `--output-directory=${join(folder, '.out')}`, '--quiet', ...words]
  return [['explain', mac, ...words], ...(sumOf(one) === undefined ? [] : [boot])]
}

function differencesOf(one: GrubCase, ran: Ran | undefined, booted: Ran | undefined): string[] {
  if (!ran?.stdout) return [`exit status ${ran?.status}, no report`]
  const report: GrubGiven = JSON.parse(ran.stdout)
  const wrongStatus = ran.status === (report.outcome === 'error' ? 1 : 0) ? [] : [`exit status ${ran.status}`]
  const sum = booted?.stdout ? JSON.parse(booted.stdout).ramdisk?.sha256 : undefined
  const wrongSum = sum === sumOf(one) ? [] : [`ramdisk.sha256: ${sum}`]
  return [...wrongStatus, ...wrongSum, ...grubDifferences(one, report)]
}
