// A conformance case of PXELINUX: a boot tree, a client, and what PXELINUX 6.04 makes of them. The fields are those of
// test/fixtures/pxelinux/README.md.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type TreeValue =
  | string
  | { size: number; kind: 'linux' | 'initrd' | 'multiboot' | 'c32' | 'bin' }
  | { base64: string }
  | { latin1: string }
  | { head?: string; repeat: string; count: number; tail?: string }

export interface ExpectedMenu {
  tag?: string | null
  title: string
  entries: (Record<string, unknown> & { submenu?: ExpectedMenu })[]
  default: string | null
  timeoutMs?: number
}

export interface Expected {
  configFile?: string | null
  triedPaths?: string[]
  configServer?: string
  includes?: string[]
  outcome: 'boot' | 'local' | 'error'
  label?: string | null
  via?: string[]
  kernel?: string
  initrds?: string[]
  cmdline?: string
  xen?: { hypervisor: string; args: string; modules: { path: string; args: string }[] }
  local?: { via: string; value: number | string | null }
  menu?: ExpectedMenu
  startMenu?: string
  timeoutMs?: number
  totalTimeoutMs?: number
  waits?: boolean
  errorKind?: string
  fetches?: { proto: string; server: string; path: string; port?: number }[]
}

export interface PxelinuxCase {
  id: string
  group: string
  title: string
  input: {
    tree: Record<string, TreeValue>
    client: {
      mac: string
      ip: string
      netmask: string
      gateway?: string
      server: string
      uuid?: string
      dhcp: { bootfile: string; siaddr: string; opt209?: string; opt210?: string }
    }
    selection: { label?: string; args?: string; keystrokes?: string[] }
  }
  expected: Expected
  acceptable?: Partial<Expected>[]
}

/** The codes that stand for an errorKind. */
export const CODES: Record<string, string> = {
  'no-config': 'E_CONFIG_NOT_FOUND',
  'no-default': 'E_NO_ENTRY',
  'label-not-found': 'E_NO_ENTRY',
  'kernel-not-found': 'E_FETCH_NOT_FOUND',
  'initrd-not-found': 'E_FETCH_NOT_FOUND',
  'kernel-invalid': 'E_NOT_A_KERNEL',
  'unsupported-type': 'E_UNSUPPORTED',
  'unsupported-module': 'E_UNSUPPORTED',
  'unsupported-url': 'E_UNSUPPORTED',
  'config-invalid': 'E_CONFIG_INVALID',
  'config-loop': 'E_CONFIG_INVALID',
  'include-loop': 'E_CONFIG_INVALID',
  'config-too-large': 'E_FETCH_TOO_BIG',
  'cmdline-too-long': 'E_CMDLINE_TOO_LONG',
  quit: 'E_CANCELLED',
}

/**
 * The cases of PXELINUX itself, those derived from its source (`groups`: of these groups only), and those of the folders
 * that PXELINUX_CASES names (parted by colons). A file has one or a list.
 */
export function pxelinuxCases(groups: readonly string[] | null = null): PxelinuxCase[] {
  const more = (process.env.PXELINUX_CASES ?? '').split(':').filter((folder) => folder !== '')
  const found = [
    ...casesOf(fixtures('cases')),
    ...casesOf(fixtures('own')).filter(({ group }) => groups?.includes(group) ?? true),
    ...more.flatMap(casesOf),
  ]
  return [...new Map(found.map((one) => [one.id, one])).values()]
}

function fixtures(folder: string): string {
  return new URL(`../fixtures/pxelinux/${folder}`, import.meta.url).pathname
}

function casesOf(folder: string): PxelinuxCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file): PxelinuxCase | PxelinuxCase[] => JSON.parse(readFileSync(join(folder, file), 'utf8')))
}

/** The bytes of a file of the tree; a stand-in has the magic of its kind. */
export function treeBytes(value: TreeValue): Buffer {
  if (typeof value === 'string') return Buffer.from(value)
  if ('base64' in value) return Buffer.from(value.base64, 'base64')
  if ('latin1' in value) return Buffer.from(value.latin1, 'latin1')
  if ('repeat' in value) {
    const { head = '', repeat, count, tail = '' } = value
    const numbered = repeat.includes('%d')
    const middle = numbered
      ? Array.from({ length: count }, (_, index) => repeat.replaceAll('%d', String(index))).join('')
      : repeat.repeat(count)
    return Buffer.from(head + middle + tail)
  }
  return standIn(value.size, value.kind)
}

function standIn(size: number, kind: string): Buffer {
  const bytes = Buffer.alloc(Math.max(size, kind === 'linux' ? 0x210 : 16), kind === 'c32' ? 0x90 : 0)
  if (kind === 'linux') {
    bytes.writeUInt16LE(0xaa55, 0x1fe)
    bytes.write('HdrS', 0x202, 'latin1')
    bytes.writeUInt16LE(0x020f, 0x206)
  }
  if (kind === 'initrd') bytes.write('070701', 0, 'latin1')
  if (kind === 'multiboot') bytes.writeUInt32LE(0x1badb002, 0)
  if (kind === 'c32') bytes.write('\x7fELF', 0, 'latin1')
  return bytes
}
