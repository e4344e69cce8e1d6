/**
 * The names under which PXELINUX looks for its configuration, from the most to the least specific.
 * Source: syslinux core/fs/pxe/pxe.c, pxe_open_config; core/sysappend.c, is_valid_uuid; doc/pxelinux.txt.
 */

import { ipv4ToNumber, parseMac } from '../../../addresses.ts'
import type { PxeClient } from '../../types.ts'
import { trimEndBlanks } from '../parse/index.ts'

/** The default folder of configurations. */
export const CONFIG_DIR = 'pxelinux.cfg'

/** The names in the order in which they are requested; each is appended to the prefix. */
export function searchNames(client: PxeClient): string[] {
  const { mac, lease, configDir = CONFIG_DIR } = client
  const address = ipv4ToNumber(lease.address).toString(16).toUpperCase().padStart(8, '0')
  const uuid = clientUuid(client)
  const names = [
    ...(uuid === null ? [] : [uuid]),
    bootInterface(mac),
    ...Array.from(address, (_, dropped) => address.slice(0, 8 - dropped)),
    'default',
  ].map((name) => `${configDir}/${name}`)
  const configFile = trimEndBlanks(lease.configFile ?? '')
  return configFile === '' ? names : [configFile, ...names]
}

/** The interface as BOOTIF and the search name it, `01-00-16-3e-aa-bb-cc`: Ethernet's ARP type and the MAC address. */
export function bootInterface(mac: string): string {
  return `01-${(parseMac(mac) ?? mac.toLowerCase()).replaceAll(':', '-')}`
}

/**
 * The machine's UUID, or the one of the reply's option 97 where that is not known (core/fs/pxe/dhcp_option.c), lower case.
 * null if PXELINUX does not accept it: a version of 0 or 15 (all zeros, all ones).
 */
export function clientUuid({ uuid: own, lease }: Pick<PxeClient, 'uuid' | 'lease'>): string | null {
  const uuid = own ?? echoedUuid(lease)
  if (uuid === null || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) return null
  return /[0f]/i.test(uuid.charAt(14)) ? null : uuid.toLowerCase()
}

/** 17 bytes, the first a type of 0 (RFC 4578 section 2.3), in the order in which they came. */
function echoedUuid({ options }: PxeClient['lease']): string | null {
  const fields = /^00(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(options?.['97'] ?? '')
  return fields === null ? null : fields.slice(1).join('-')
}
