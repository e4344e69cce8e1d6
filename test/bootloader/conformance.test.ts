// The PXELINUX cases through the program itself: `explain MAC --json --tree DIR`, as any user, with no network.
// Cases in which keys are pressed are played in test/pxecfg-parser, and names that lead out of a tree have no file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { manyRuns, type Ran } from '../support/many-runs.ts'
import { type PxelinuxCase, pxelinuxCases, treeBytes } from '../support/pxelinux-case.ts'
import { differences, givenByReport, type Report } from '../support/pxelinux-compare.ts'

// Of the derived cases those about leases and names: these are what the program makes of its options and of the tree.
const cases = pxelinuxCases(['search', 'path']).filter(
  ({ input }) => input.selection.keystrokes === undefined && Object.keys(input.tree).every(isInside),
)

const conformance = suite('PXELINUX conformance of the program')
const results = new Map<string, string[]>()

conformance.before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-cases-'))
  try {
    const commands = cases.map((one) => argumentsFor(one, plant(one, join(folder, one.id))))
    const ran = await manyRuns(commands)
    for (const [index, one] of cases.entries()) results.set(one.id, differencesOf(one, ran[index]))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

for (const { id, title } of cases) conformance(`${id}: ${title}`, () => assert.equal(results.get(id), []))

conformance.run()

/** Writes the case's tree. */
function plant({ input }: PxelinuxCase, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(input.tree)) {
    const path = join(folder, posix.normalize(name.replaceAll('\\', '/')))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, treeBytes(value))
  }
  return folder
}

function differencesOf(one: PxelinuxCase, ran: Ran | undefined): string[] {
  if (!ran?.stdout) return [`exit status ${ran?.status}, no report`]
  const report: Report = JSON.parse(ran.stdout)
  const wrongStatus = ran.status === (report.outcome === 'error' ? 1 : 0) ? [] : [`exit status ${ran.status}`]
  return [...wrongStatus, ...differences(one, givenByReport(report))]
}

function argumentsFor({ input }: PxelinuxCase, folder: string): string[] {
  const { client, selection } = input
  const options: [string, string | undefined][] = [
    ['tree', folder],
    ['ip', client.ip],
    ['netmask', client.netmask],
    ['server', client.server],
    ['gateway', client.gateway],
    ['uuid', client.uuid],
    ['bootfile', client.dhcp.bootfile],
    ['next-server', client.dhcp.siaddr],
    ['config-file', client.dhcp.opt209],
    ['path-prefix', client.dhcp.opt210],
    ['label', selection.label],
    ['args', selection.args],
  ]
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
  return ['explain', client.mac, '--json', ...given]
}

function isInside(name: string): boolean {
  return name !== '' && !posix.normalize(name.replaceAll('\\', '/')).startsWith('..')
}
