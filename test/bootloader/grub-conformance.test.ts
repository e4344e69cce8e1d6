// The GRUB cases through the program itself: `explain MAC --json --tree DIR --program=grub`, as any user, with no network.
// Cases in which keys are pressed are played in test/pxecfg-parser/grub.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type GrubCase, grubCases } from '../support/grub-case.ts'
import { type GrubGiven, grubDifferences } from '../support/grub-compare.ts'
import { treeBytes } from '../support/pxelinux-case.ts'

const PROGRAM = new URL('../../bin/tspxeboot', import.meta.url).pathname
const PARALLEL = 2

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
  const left = [...cases]
  const work = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop())
      results.set(one.id, await differencesOf(one, join(folder, one.id)))
  }
  try {
    await Promise.all(Array.from({ length: PARALLEL }, work))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

for (const { id, title } of cases) conformance(`${id}: ${title}`, () => assert.equal(results.get(id), []))

conformance.run()

async function differencesOf(one: GrubCase, folder: string): Promise<string[]> {
  for (const [name, value] of Object.entries(one.input.tree)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, treeBytes(value))
  }
  const { status, report, stderr } = await explain(argumentsFor(one, folder))
  if (report === null) return [`exit status ${status}, no report: ${stderr}`]
  const wrongStatus = status === (report.outcome === 'error' ? 1 : 0) ? [] : [`exit status ${status}`]
  return [...wrongStatus, ...grubDifferences(one, report)]
}

function argumentsFor({ input }: GrubCase, folder: string): string[] {
  const { client, selection } = input
  const { dhcp } = client
  const options: [string, string | null | undefined][] = [
    ['program', 'grub'],
    ['tree', folder],
    ['ip', client.ip],
    ['netmask', client.netmask],
    ['server', client.server],
    ['gateway', client.gateway],
    ['uuid', dhcp.echo97 === false ? undefined : client.uuid],
    ['bootfile', dhcp.bootfile],
    ['next-server', dhcp.siaddr],
    ['config-file', dhcp.opt209],
    ['path-prefix', dhcp.opt210],
    ['grub-prefix', client.prefix],
    ['entry', selection.entry],
  ]
  const given = options.flatMap(([name, value]) => (value == null ? [] : [`--${name}=${value}`]))
  return ['explain', client.mac, '--json', ...given]
}

function explain(args: string[]): Promise<{ status: number; report: GrubGiven | null; stderr: string }> {
  return new Promise((resolve) => {
    execFile(PROGRAM, args, { timeout: 60_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ status, report: stdout === '' ? null : JSON.parse(stdout), stderr })
    })
  })
}
