/**
 * The names under which GRUB looks for its configuration, from the most to the least specific.
 * Source: GRUB net/net.c, grub_net_search_config_file.
 */

import { ipv4ToNumber } from '../../addresses.ts'
import { dashed, prefixOf } from './network-variables.ts'
import type { GrubClient } from './types.ts'

/** The names in order, relative to `$prefix`. Only a prefix on a device `tftp` is searched: normal/main.c. */
export function searchNames(client: GrubClient): string[] {
  const { mac, address, uuid, onlyName } = client
  if (onlyName !== null) return [onlyName]
  if (!prefixOf(client).device.startsWith('tftp')) return ['grub.cfg']
  const hexadecimal = ipv4ToNumber(address).toString(16).toUpperCase().padStart(8, '0')
  return [
    ...(uuid === null ? [] : [dashed(uuid)]),
    `01-${mac.replaceAll(':', '-')}`,
    ...Array.from(hexadecimal, (_, dropped) => hexadecimal.slice(0, 8 - dropped)),
  ]
    .map((name) => `grub.cfg-${name}`)
    .concat('grub.cfg')
}
