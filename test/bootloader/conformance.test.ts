// The PXELINUX cases through the program itself: `explain MAC --json --tree DIR`, as any user, with no network.
// Cases in which keys are pressed are played in test/pxecfg-parser, and names that lead out of a tree have no file.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type PxelinuxCase, pxelinuxCases, treeBytes } from '../support/pxelinux-case.ts'
import { differences, givenByReport, type Report } from '../support/pxelinux-compare.ts'

const PROGRAM = new URL('../../bin/tspxeboot', import.meta.url).pathname
const PARALLEL = 2

// Of the derived cases those about leases and names: these are what the program makes of its options and of the tree.
const cases = pxelinuxCases(['search', 'path']).filter(
  ({ input }) => input.selection.keystrokes === undefined && Object.keys(input.tree).every(isInside),
)

const conformance = suite('PXELINUX conformance of the program')
const results = new Map<string, string[]>()

conformance.before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-cases-'))
  const left = [...cases]
  const work = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      results.set(one.id, await differencesOf(one, join(folder, one.id)))
    }
  }
  try {
    await Promise.all(Array.from({ length: PARALLEL }, work))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

for (const { id, title } of cases) conformance(`${id}: ${title}`, () => assert.equal(results.get(id), []))

conformance.run()

async function differencesOf(one: PxelinuxCase, folder: string): Promise<string[]> {
  for (const [name, value] of Object.entries(one.input.tree)) {
    const path = join(folder, posix.normalize(name.replaceAll('\\', '/')))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, treeBytes(value))
  }
  const { status, report, stderr } = await explain(argumentsFor(one, folder))
  if (report === null) return [`exit status ${status}, no report: ${stderr}`]
  const wrongStatus = status === (report.outcome === 'error' ? 1 : 0) ? [] : [`exit status ${status}`]
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

function explain(args: string[]): Promise<{ status: number; report: Report | null; stderr: string }> {
  return new Promise((resolve) => {
    execFile(PROGRAM, args, { timeout: 60_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ status, report: stdout === '' ? null : JSON.parse(stdout), stderr })
    })
  })
}

function isInside(name: string): boolean {
  return name !== '' && !posix.normalize(name.replaceAll('\\', '/')).startsWith('..')
}
