/** Checks a whole boot tree: parses every configuration and looks for the files of every entry, but boots nothing. */

import type { Lease } from '../../lease.ts'
import { BOOT_PROGRAMS } from '../../pxecfg-parser/boot-programs.ts'
import { type BootProgram, type Checked, drive } from '../../pxecfg-parser/index.ts'
import { dictatedLease } from '../tree.ts'
import { type CachedTree, cachedTree, inTree, SERVER } from './cached-tree.ts'
import { addFindings, type Finding } from './configuration-findings.ts'
import { treeFiles } from './tree-files.ts'

/** What was checked, and what was found. */
export interface TreeCheck {
  configurations: number
  entries: number
  /** Sorted by place. Each is listed once, however many configurations include the place. */
  findings: Finding[]
}

interface CheckedFile {
  path: string
  checked: Checked
}

const PROGRAMS = Object.values<BootProgram>(BOOT_PROGRAMS)
const CLIENT = '00:16:3e:00:00:01'

/** `configDir`: as in ConfigurationCheck. Throws E_USAGE if the tree cannot be read. */
export async function checkTree(
  directory: string,
  configDir: string | null,
  signal: AbortSignal,
): Promise<TreeCheck> {
  const { files, leaving } = await treeFiles(directory)
  const tree = cachedTree(directory, signal)
  const findings = new Map<string, Finding>()
  const add = (finding: Finding): void => {
    findings.set(JSON.stringify(finding), finding)
  }
  let configurations = 0
  let entries = 0
  for (const program of PROGRAMS) {
    const found = await checkProgram(program, files, configDir, tree, signal)
    const led = new Set(found.flatMap(({ checked }) => checked.includes.map(inTree)))
    for (const { path, checked } of found) {
      configurations++
      entries += checked.labels.length
      const message = led.has(path) ? null : (program.check?.whyNeverAsked?.(path) ?? null)
      if (message !== null) add({ ...top(path), severity: 'warning', code: 'never-asked-for', message })
      await addFindings(checked, tree, add)
    }
  }
  const holdsConfigurations = (path: string) =>
    PROGRAMS.some(({ check }) => check?.isConfiguration(`${path}/default`, configDir))
  for (const { path, target } of leaving.filter(({ path }) => holdsConfigurations(path)))
    add({
      ...top(path),
      code: 'link-outside',
      message: `a link that leads out of the tree, to ${target}: nothing there is checked`,
    })
  if (configurations === 0)
    add({
      ...top('.'),
      code: 'E_CONFIG_NOT_FOUND',
      message: `there is no boot configuration: no file in a folder ${configDir ?? 'pxelinux.cfg'}, no grub.cfg and no *.ipxe`,
    })
  return { configurations, entries, findings: [...findings.values()].sort(byPlace) }
}

const top = (file: string) => ({ file, line: 1, column: 1, severity: 'error' as const })

/** The configurations of one program. */
async function checkProgram(
  { check }: BootProgram,
  paths: readonly string[],
  configDir: string | null,
  tree: CachedTree,
  signal: AbortSignal,
): Promise<CheckedFile[]> {
  if (check === undefined) return []
  const found: CheckedFile[] = []
  const client = { mac: CLIENT, uuid: null, lease: leaseOfTree() }
  for (const path of paths.filter((path) => check.isConfiguration(path, configDir))) {
    signal.throwIfAborted()
    found.push({ path, checked: await drive(check.play(client, path, configDir), tree.host) })
  }
  return check.onlyFromTop ? topConfigurations(found) : found
}

/** The configurations that no other one includes or loads; of those that load one another, the first. */
function topConfigurations(found: readonly CheckedFile[]): CheckedFile[] {
  const leadsTo = new Map(found.map(({ path, checked }) => [path, new Set(checked.includes.map(inTree))]))
  const led = new Set<string>()
  for (const [path, others] of leadsTo) {
    for (const other of others)
      if (other !== path && (path < other || !leadsTo.get(other)?.has(path))) led.add(other)
  }
  return found.filter(({ path }) => !led.has(path))
}

function leaseOfTree(): Lease {
  return dictatedLease(CLIENT, {
    dir: '',
    address: '192.0.2.2',
    netmask: '255.255.255.0',
    gateway: null,
    server: SERVER,
    nextServer: SERVER,
    ipxeBootFile: null,
    bootFile: '',
    configFile: null,
    pathPrefix: null,
    options: [],
  })
}

function byPlace(one: Finding, other: Finding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1
  return one.line - other.line || one.column - other.column
}
