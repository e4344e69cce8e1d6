/** A whole boot tree looked at: every configuration parsed, every entry's files looked for, nothing booted. */

import { BootError } from '../../boot-error.ts'
import { parseBootUrl } from '../../boot-url.ts'
import type { Lease } from '../../lease.ts'
import {
  BOOT_PROGRAMS,
  type BootEntry,
  type BootFile,
  type CheckedLabel,
  CONFIG_LIMITS,
  drive,
  type Origin,
} from '../../pxecfg-parser/index.ts'
import {
  bufferReader,
  checkKernel,
  createFetcher,
  DEFAULT_FETCHER_OPTIONS,
  type Fetcher,
  fetchBytes,
} from '../../tftp-fetch/index.ts'
import { dictatedLease } from '../tree.ts'
import { type ConfigurationFile, findConfigurations } from './find-configurations.ts'

/** Something to mend, or to know. `file`: from the tree's root; `line` and `column` from 1. */
export interface Finding {
  file: string
  line: number
  column: number
  severity: 'error' | 'warning'
  /** A warning of the parser, an E_ code, or `file-missing`. */
  code: string
  message: string
}

export interface TreeCheck {
  configurations: number
  entries: number
  /** Sorted by place; each once, however many configurations include it. */
  findings: Finding[]
}

const SERVER = '192.0.2.1'
const CLIENT = '00:16:3e:00:00:01'

/** Throws E_USAGE where the tree cannot be read. */
export async function checkTree(
  directory: string,
  configDir: string,
  signal: AbortSignal,
): Promise<TreeCheck> {
  const files = await findConfigurations(directory, configDir)
  const tree = cachedTree(createFetcher({ ...DEFAULT_FETCHER_OPTIONS, tree: directory }), signal)
  const findings = new Map<string, Finding>()
  const add = (finding: Finding): void => {
    findings.set(JSON.stringify(finding), finding)
  }
  let entries = 0
  for (const file of files) {
    signal.throwIfAborted()
    entries += await checkFile(file, tree, add)
  }
  return { configurations: files.length, entries, findings: [...findings.values()].sort(byPlace) }
}

async function checkFile(
  { prefix, name }: ConfigurationFile,
  tree: CachedTree,
  add: (finding: Finding) => void,
): Promise<number> {
  const { check } = BOOT_PROGRAMS.pxelinux
  const checked = await drive(check({ mac: CLIENT, uuid: null, lease: leaseWith(prefix) }, name), {
    read: async ({ url }) => ({ bytes: await tree.text(url) }),
    head: async ({ url }) => ({ bytes: await tree.text(url) }),
    // Whether the files are there, and what they are, is looked at entry by entry.
    probe: async () => ({ bytes: null }),
    choose: null,
    boot: async () => {},
    onEvent: () => {},
  })
  const top = { file: prefix + name, line: 1, column: 1 }
  if (checked.file === null)
    add({
      ...top,
      severity: 'warning',
      code: 'empty-file',
      message: 'PXELINUX takes an empty configuration for a missing one',
    })
  if (checked.error !== null)
    add({ ...top, severity: 'error', code: checked.error.code, message: checked.error.message })
  for (const { file, line, column, code, message } of checked.warnings)
    add({ file, line, column, severity: 'warning', code, message })
  for (const label of checked.labels) await checkLabel(label, tree, add)
  return checked.labels.length
}

async function checkLabel(
  { label, at, boots, error }: CheckedLabel,
  tree: CachedTree,
  add: (finding: Finding) => void,
): Promise<void> {
  if (error !== null) {
    // Programs that a guest's host cannot run are of use to real machines.
    const severity = error.code === 'E_UNSUPPORTED' ? 'warning' : 'error'
    add({ ...placeIn(at), severity, code: error.code, message: error.message })
  }
  if (boots === null) return
  for (const file of filesOf(boots)) {
    if (parseBootUrl(file.url)?.host !== SERVER) continue
    const problem = await tree.problem(file.url, file === boots.kernel && boots.xen === undefined)
    if (problem !== null)
      add({
        ...placeOf(boots, file, at),
        severity: 'error',
        ...problem,
        message: `label ${label}: ${problem.message}`,
      })
  }
}

const filesOf = ({ kernel, hypervisor, initrds }: BootEntry): BootFile[] =>
  [hypervisor, kernel, ...initrds].filter((file) => file !== null)

/** Where the directive stands that names the file; the label's own place where none does. */
function placeOf(entry: BootEntry, file: BootFile, at: CheckedLabel['at']) {
  const names = ({ value }: Origin): boolean =>
    file.name.endsWith(value.split(/[\s,]/)[0] ?? '') || value.includes(file.name)
  const origin = entry.origins.find(
    (origin) => /^(KERNEL|LINUX|INITRD|APPEND|COM32)$/.test(origin.directive) && names(origin),
  )
  return origin === undefined ? placeIn(at) : { file: origin.file, line: origin.line, column: 1 }
}

const placeIn = ({ file, line, column }: CheckedLabel['at']) => ({ file, line, column })

interface CachedTree {
  text(url: string): Promise<Uint8Array>
  /** null: the file is there, and a kernel where it has to be one. */
  problem(url: string, isKernel: boolean): Promise<{ code: string; message: string } | null>
}

/** Ten thousand configurations name the same few files: each is looked at once. */
function cachedTree(fetcher: Fetcher, signal: AbortSignal): CachedTree {
  const texts = new Map<string, Promise<Uint8Array>>()
  const problems = new Map<string, ReturnType<CachedTree['problem']>>()
  const cached = <T>(known: Map<string, T>, key: string, make: () => T): T => {
    const value = known.get(key) ?? make()
    known.set(key, value)
    return value
  }
  return {
    text: (url) => cached(texts, url, () => fetchBytes(fetcher, url, CONFIG_LIMITS.bytes, signal)),
    problem: (url, isKernel) =>
      cached(problems, `${isKernel} ${url}`, () => look(fetcher, url, isKernel, signal)),
  }
}

async function look(fetcher: Fetcher, url: string, isKernel: boolean, signal: AbortSignal) {
  const { maxSize } = DEFAULT_FETCHER_OPTIONS
  try {
    const { bytes } = await fetcher.probe(url, signal)
    if (bytes === 0)
      return { code: 'file-missing', message: `${url} is empty, which PXELINUX takes for missing` }
    if (isKernel)
      await checkKernel(bufferReader(Buffer.from(await fetchBytes(fetcher, url, maxSize, signal))), url)
    return null
  } catch (error) {
    if (!(error instanceof BootError)) throw error
    return { code: error.code === 'E_FETCH_NOT_FOUND' ? 'file-missing' : error.code, message: error.message }
  }
}

function leaseWith(prefix: string): Lease {
  return dictatedLease(CLIENT, {
    dir: '',
    address: '192.0.2.2',
    netmask: '255.255.255.0',
    gateway: null,
    server: SERVER,
    nextServer: SERVER,
    ipxeBootFile: null,
    bootFile: 'pxelinux.0',
    configFile: null,
    pathPrefix: prefix,
    options: [],
  })
}

function byPlace(one: Finding, other: Finding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1
  return one.line - other.line || one.column - other.column
}
