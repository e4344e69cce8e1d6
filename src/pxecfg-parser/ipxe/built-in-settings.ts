/** Settings that exist before a script runs: those of the network device, DHCP, the firmware and iPXE itself. */

import type { IpxeClient } from './client.ts'
import { numberBytes, settingType, swapUuid } from './setting-types.ts'

/** Returns the bytes of a setting; null: it does not exist. `type`: how it will be shown. */
export type SettingSource = (key: string, type: string | null) => string | null

const NO_UUID = '00000000-0000-0000-0000-000000000000'
/** The version whose behaviour docs/ipxe.md describes. */
const VERSION = '1.0.0+git-20190125.36a4c85-5.1'
/** A virtio network card in the first slot of a virtual machine: `net0/busid`, `net0/busloc`. */
const CARD = { bustype: 'PCI', busid: '\x01\x1a\xf4\x10\x00', busloc: '\0\0\0\x10', chip: 'virtio-net' }

/** The settings of the network device. */
export function deviceSource({ mac }: IpxeClient): SettingSource {
  const bytes = parsed('hex', mac)
  const values = new Map(
    Object.entries({ ...CARD, mac: bytes, hwaddr: bytes, ifname: 'net0', linktype: 'Ethernet' }),
  )
  return (key) => values.get(key) ?? null
}

/** Whether iPXE stores a setting into a block; null for `bytes` deletes it. */
export function isStorable(block: string, key: string, bytes: string | null): boolean {
  if (block === 'smbios' || block === 'builtin') return false
  // the packet that DHCP sent has no room for more
  if (block === 'net0.dhcp') return bytes === null && /^\d/.test(key)
  if (block !== 'net0') return true
  if (key === 'mac') return bytes === null || bytes.length === 6
  return key !== 'hwaddr' && key !== 'ifname' && !Object.hasOwn(CARD, key)
}

/** The settings in the DHCP reply. */
export function leaseSource({ address, nextServer, bootFile, options }: IpxeClient): SettingSource {
  return (key) => {
    if (key === 'ip') return parsed('ipv4', address)
    if (key === 'next-server') return nextServer === null ? null : parsed('ipv4', nextServer)
    if (key === '67') return bootFile === '' ? null : bootFile
    if (!/^\d/.test(key)) return null
    const [first, ...inner] = key.split('.').map(Number)
    return inner.reduce<string | null>(
      (bytes, code) => (bytes === null ? null : subOption(bytes, code)),
      options.get(first ?? 0) ?? null,
    )
  }
}

/** The settings of the machine. Its UUID is stored as SMBIOS has it, and shown as people write it. */
export function firmwareSource({ uuid, smbios }: IpxeClient): SettingSource {
  const bytes = swapUuid(parsed('uuid', uuid ?? NO_UUID))
  const texts = new Map(Object.entries({ manufacturer: 'QEMU', ...smbios }))
  return (key, type) => {
    if (key === 'uuid') return type === 'uuid' ? swapUuid(bytes) : bytes
    // `version` is iPXE's own; the machine's is only in smbios/.
    const raw = RAW_SMBIOS.get(key)
    if (raw === 'uuid') return bytes
    const text = raw === undefined && key === 'version' ? undefined : texts.get(raw ?? key)
    return text === undefined || text === '' ? null : text
  }
}

/** `smbios/1.4.0` and the like: structure, offset, and 0 for a string. */
const RAW_SMBIOS = new Map([
  ['1.4.0', 'manufacturer'],
  ['1.5.0', 'product'],
  ['1.6.0', 'version'],
  ['1.7.0', 'serial'],
  ['1.8.16', 'uuid'],
  ['3.8.0', 'asset'],
])

/** The settings of iPXE itself; `errno` and the working URI change as the script runs. */
export function programSource(
  { platform, buildarch, now }: IpxeClient,
  state: { errno: number; workingUri(): string },
): SettingSource {
  return (key) => {
    if (key === 'platform') return platform
    if (key === 'buildarch') return buildarch
    if (key === 'version') return VERSION
    if (key === 'unixtime') return numberBytes(now, 4)
    if (key === 'errno') return state.errno === 0 ? null : numberBytes(state.errno, 4)
    if (key === 'cwuri') return state.workingUri()
    if (key === 'cwduri') return state.workingUri().replace(/[^/]*$/, '')
    return null
  }
}

function parsed(type: string, text: string): string {
  return settingType(type)?.parse?.(text) ?? ''
}

/** An option inside another one (RFC 2132 8.4). */
function subOption(bytes: string, wanted: number): string | null {
  for (let at = 0; at < bytes.length; ) {
    const code = bytes.charCodeAt(at)
    if (code === 0) at++
    else if (code === 0xff || at + 1 >= bytes.length) return null
    else {
      const end = at + 2 + bytes.charCodeAt(at + 1)
      if (code === wanted) return bytes.slice(at + 2, end)
      at = end
    }
  }
  return null
}
