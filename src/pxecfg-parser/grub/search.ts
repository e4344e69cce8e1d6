/**
 * The names under which GRUB looks for its configuration, from the most to the least specific.
 * Source: GRUB net/net.c, grub_net_search_config_file.
 */

import { ipv4ToNumber } from '../../addresses.ts'
import { dashed } from './network-variables.ts'
import type { GrubClient } from './types.ts'

/** In order; each goes behind `$prefix/`. */
export function searchNames({ mac, address, uuid, device, onlyName }: GrubClient): string[] {
  if (onlyName !== null) return [onlyName]
  if (!device.startsWith('tftp,')) return ['grub.cfg']
  const hexadecimal = ipv4ToNumber(address).toString(16).toUpperCase().padStart(8, '0')
  return [
    ...(uuid === null ? [] : [dashed(uuid)]),
    `01-${mac.replaceAll(':', '-')}`,
    ...Array.from(hexadecimal, (_, dropped) => hexadecimal.slice(0, 8 - dropped)),
  ]
    .map((name) => `grub.cfg-${name}`)
    .concat('grub.cfg')
}
