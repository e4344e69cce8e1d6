// A conformance case of iPXE as a call of `explain MAC --json --tree DIR`, and what that prints.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { type IpxeCase, ipxeTreeBytes } from './ipxe-case.ts'
import type { IpxeGiven } from './ipxe-compare.ts'

/** Writes the case's tree into `folder`, and returns that. */
export function plantIpxe({ input }: IpxeCase, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(input.tree)) {
    if (typeof value === 'object' && 'redirect' in value) continue
    const path = join(folder, posix.normalize(name.replaceAll('\\', '/')))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, ipxeTreeBytes(value))
  }
  return folder
}

/** The options of the call, but for --json. */
export function ipxeArguments({ input }: IpxeCase, folder: string): string[] {
  const { ip, netmask, server, gateway, uuid, dhcp, smbios = {} } = input.client
  const hexadecimal = Object.entries(dhcp.options ?? {}).map(([code, hex]) => `${code}=0x${hex}`)
  const texts = Object.entries({ 12: dhcp.hostname, 15: dhcp.domain, 6: dhcp.dns?.join(',') })
  const options: [string, string | undefined][] = [
    ['program', 'ipxe'],
    ['tree', folder],
    ['ip', ip],
    ['netmask', netmask],
    ['server', server],
    ['gateway', gateway],
    ['uuid', uuid],
    ['bootfile', dhcp.bootfile.replace(/\0$/, '')],
    ['next-server', dhcp.siaddr],
    ...texts.map(([code, value]): [string, string | undefined] => [
      'dhcp-option',
      value && `${code}=${value}`,
    ]),
    ...hexadecimal.map((value): [string, string] => ['dhcp-option', value]),
    ...Object.entries(smbios).map(([key, value]): [string, string] => ['smbios', `${key}=${value}`]),
  ]
  return options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
}

/** What the comparison reads of the document. */
export interface IpxeReport {
  outcome: string
  entry: {
    kernel: string | null
    initrds: string[]
    cmdline: string
    local?: { via: string; value: number | string }
    xen?: { hypervisor: string; args: string; modules: { path: string; args: string }[] }
  } | null
  menu: {
    title: string
    entries: { label: string | null; display: string; hotkey?: string; default?: true }[]
    default: string
    timeoutMs: number
  } | null
  ramdisk: { sha256: string | null } | null
  error: { code: string } | null
}

export function ipxeGiven({ outcome, entry, menu, error }: IpxeReport): IpxeGiven {
  const xen = entry?.xen
  return {
    outcome,
    kernel: entry?.kernel ?? null,
    cmdline: entry?.cmdline ?? '',
    initrds: entry?.initrds ?? [],
    xen: xen && { ...xen, modules: xen.modules.map(({ path, args }) => ({ uri: path, args })) },
    local: entry?.local,
    code: error?.code ?? null,
    menu: menu && {
      title: menu.title,
      entries: menu.entries.map(({ label, display, hotkey, default: usual }) => ({
        label,
        text: display,
        ...(hotkey === undefined ? {} : { key: hotkey }),
        ...(usual ? { default: true as const } : {}),
      })),
      default: menu.default,
      timeoutMs: menu.timeoutMs,
    },
  }
}
