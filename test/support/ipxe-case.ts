// A conformance case of iPXE: a boot tree, a client, and what iPXE made of them. test/fixtures/ipxe/README.md has the fields.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TreeValue as PlainValue, treeBytes } from './pxelinux-case.ts'

export type IpxeTreeValue = PlainValue | { size: number; kind: string; fill?: number } | { redirect: string }

export interface IpxeExpected {
  outcome: 'boot' | 'local' | 'error' | 'waits'
  kernel?: string
  args?: string
  cmdlineExact?: string
  initrds?: string[]
  ramdisk?: { size: number; sha256?: string }
  xen?: { hypervisor: string; args: string; modules: { uri: string; args: string }[] }
  local?: { via: string; value: number }
  errorKind?: string
  menu?: {
    title: string
    entries: { label: string | null; text: string; key?: string; default?: true }[]
    default: string
    timeoutMs: number
  }
  fetches?: { proto: string; server: string; port?: number; path: string }[]
  waits?: boolean
  note?: string
}

export interface IpxeCase {
  id: string
  group: string
  title: string
  input: {
    tree: Record<string, IpxeTreeValue>
    client: {
      mac: string
      ip: string
      netmask: string
      gateway?: string
      server: string
      uuid?: string
      smbios?: Record<string, string>
      dhcp: {
        bootfile: string
        siaddr?: string
        hostname?: string
        domain?: string
        dns?: string[]
        options?: Record<string, string>
      }
    }
    dns?: Record<string, string | null>
    selection: { keystrokes?: string[] }
  }
  expected: IpxeExpected
  acceptable?: Partial<IpxeExpected>[]
}

/** The codes that stand for an errorKind. */
export const IPXE_CODES: Record<string, string> = {
  'script-not-found': 'E_CONFIG_NOT_FOUND',
  'nothing-to-boot': 'E_NO_BOOT_SERVER',
  'not-supported': 'E_UNSUPPORTED',
  'unsupported-type': 'E_UNSUPPORTED',
  'unsupported-command': 'E_UNSUPPORTED',
  reboot: 'E_UNSUPPORTED',
  'exec-format': 'E_NOT_A_KERNEL',
  'script-loop': 'E_CONFIG_INVALID',
  'expansion-loop': 'E_CONFIG_INVALID',
  'file-not-found': 'E_FETCH_NOT_FOUND',
  'not-found': 'E_FETCH_NOT_FOUND',
  dns: 'E_FETCH_NOT_FOUND',
  'command-not-found': 'E_SCRIPT_FAILED',
  'condition-false': 'E_SCRIPT_FAILED',
  'invalid-argument': 'E_SCRIPT_FAILED',
  'label-not-found': 'E_SCRIPT_FAILED',
  canceled: 'E_SCRIPT_FAILED',
  'timed-out': 'E_SCRIPT_FAILED',
}

/** The cases of test/fixtures/ipxe, and those of the folders that IPXE_CASES names (parted by colons). */
export function ipxeCases(): IpxeCase[] {
  const more = (process.env.IPXE_CASES ?? '').split(':').filter((folder) => folder !== '')
  const own = new URL('../fixtures/ipxe/cases', import.meta.url).pathname
  return [own, ...more].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file): IpxeCase => JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  )
}

/** The bytes of a file of the tree; a stand-in has the magic of its kind. */
export function ipxeTreeBytes(value: Exclude<IpxeTreeValue, { redirect: string }>): Buffer {
  if (typeof value === 'string' || !('kind' in value)) return treeBytes(value as PlainValue)
  const bytes = Buffer.alloc(value.size, 'fill' in value ? value.fill : value.kind === 'bin' ? 0x41 : 0)
  if (value.kind === 'linux') {
    bytes.writeUInt16LE(0xaa55, 0x1fe)
    bytes.write('HdrS', 0x202, 'latin1')
    bytes.writeUInt16LE(0x0206, 0x206)
  }
  if (value.kind === 'multiboot') bytes.writeUInt32LE(0x1badb002, 0)
  return bytes
}
