/** Sets the variables that GRUB has before its first script. Source: GRUB net/bootp.c, net/net.c, kern/main.c, normal/main.c. */

import type { Environment } from './environment.ts'
import type { GrubClient } from './types.ts'

const FEATURES = [
  'menuentry_id',
  'menuentry_options',
  'default_font_path',
  'timeout_style',
  'ntldr',
  'platform_search_hint',
  'chainloader_bpb',
  '200_final',
  'all_video_module',
]

/** All of them are exported. */
export function defineNetworkVariables(env: Environment, client: GrubClient): void {
  const { mac, address, server, device, bootFile, firmware, cpu, facts } = client
  const network = firmware === 'pc' ? 'pxe' : 'efinet0'
  const prefix = prefixOf(client)
  const defined: Record<string, string | null> = {
    root: prefix.device,
    prefix: `(${prefix.device})${prefix.path}`,
    cmdpath: `(${device})${directoryOf(bootFile)}`,
    fw_path: client.ownDirectoryFirst ? `(${device})${directoryOf(bootFile)}` : null,
    grub_cpu: cpu,
    grub_platform: firmware,
    lang: '',
    package_version: '',
    net_default_interface: network,
    net_default_ip: address,
    net_default_mac: mac,
    net_default_server: server,
    [`net_${network}_ip`]: address,
    [`net_${network}_mac`]: mac,
    [`net_${network}_boot_file`]: bootFile,
    [`net_${network}_next_server`]: server,
    [`net_${network}_clientuuid`]: client.uuid === null ? null : dashed(client.uuid),
  }
  for (const [name, value] of Object.entries(facts)) defined[`net_${network}_${name}`] = value
  for (const feature of FEATURES) defined[`feature_${feature}`] = 'y'
  for (const [name, value] of Object.entries(defined)) if (value !== null) env.define(name, value)
}

/**
 * Where the image looks for files. A part that the image does not have, device or path, comes from the boot file: its
 * server, and its directory without a platform's name at the end. Source: GRUB kern/main.c, grub_set_prefix_and_root.
 */
export function prefixOf({ prefix, bootFile, device }: GrubClient): { device: string; path: string } {
  const [, ownDevice = '', ownPath = ''] = /^(?:\(([^)]*)\))?(.*)$/s.exec(prefix ?? '') ?? []
  const directory = directoryOf(bootFile)
    .replace(/(?<=.)\/+$/, '')
    .replace(/(?:i386-pc|x86_64-efi|arm64-efi)$/, '')
  return { device: ownDevice || device, path: ownPath || directory }
}

/** Option 97 as file names contain it: 8-4-4-4-12 digits. */
export function dashed(uuid: string): string {
  return uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** A backslash is not a separator. */
function directoryOf(bootFile: string): string {
  const slash = bootFile.lastIndexOf('/')
  return slash < 0 ? '' : bootFile.slice(0, slash)
}
