// A conformance case of GRUB: a boot tree, a client, and what GRUB 2.06 made of them. test/fixtures/grub/README.md has the fields.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TreeValue } from './pxelinux-case.ts'

export interface GrubExpected {
  outcome: 'boot' | 'local' | 'error'
  configFile?: string | null
  triedPaths?: string[]
  entry?: string
  kernel?: string | null
  initrds?: string[]
  cmdline?: string
  encoding?: 'latin1'
  initrdSize?: number
  initrdSha256?: string
  xen?: { protocol: string; hypervisor: string; args: string; modules: { path: string; args: string }[] }
  local?: { via: string; value?: string }
  menu?: { entries: { id?: string; title: string }[]; default?: number; hidden?: true }
  timeoutMs?: number
  waits?: boolean
  errorKind?: string
}

export interface GrubCase {
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
      prefix?: string | null
      dhcp: {
        bootfile: string
        siaddr: string
        hostname?: string
        domain?: string
        rootpath?: string
        sname?: string
        opt209?: string
        opt210?: string
        echo97?: boolean
      }
    }
    selection: { entry?: string; keystrokes?: string[] }
  }
  expected: GrubExpected
  acceptable?: Partial<GrubExpected>[]
}

/** The codes that stand for an errorKind. */
export const GRUB_CODES: Record<string, string> = {
  'no-config': 'E_CONFIG_NOT_FOUND',
  'no-default': 'E_NO_ENTRY',
  'password-required': 'E_NO_ENTRY',
  'entry-did-nothing': 'E_NO_ENTRY',
  'kernel-not-found': 'E_FETCH_NOT_FOUND',
  'initrd-not-found': 'E_FETCH_NOT_FOUND',
  'kernel-invalid': 'E_NOT_A_KERNEL',
  'unsupported-command': 'E_UNSUPPORTED',
  'unsupported-chainload': 'E_UNSUPPORTED',
  'local-disk': 'E_UNSUPPORTED',
  'local-disk-missing': 'E_UNSUPPORTED',
  reboot: 'E_UNSUPPORTED',
  halt: 'E_UNSUPPORTED',
  'config-loop': 'E_CONFIG_INVALID',
  'config-invalid': 'E_CONFIG_INVALID',
  'config-too-large': 'E_FETCH_TOO_BIG',
}

/** The cases whose results the real GRUB confirmed, and those of the folders that GRUB_CASES names (parted by colons). */
export function grubCases(): GrubCase[] {
  const more = (process.env.GRUB_CASES ?? '').split(':').filter((folder) => folder !== '')
  return [new URL('../fixtures/grub/cases', import.meta.url).pathname, ...more].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file): GrubCase => JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  )
}
