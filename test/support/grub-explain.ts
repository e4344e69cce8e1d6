// A conformance case of GRUB as a call of `explain MAC --json --tree DIR`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GrubCase } from './grub-case.ts'
import { treeBytes } from './pxelinux-case.ts'

/** Writes the case's tree into `folder`, and returns that. */
export function plantGrub({ input }: GrubCase, folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(input.tree)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, treeBytes(value))
  }
  return folder
}

/** The options of the call, but for --json. */
export function grubArguments({ input }: GrubCase, folder: string): string[] {
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
  return options.flatMap(([name, value]) => (value == null ? [] : [`--${name}=${value}`]))
}
