/**
 * The strings of SYSAPPEND and IPAPPEND, one per bit. Source: syslinux core/sysappend.c, core/fs/pxe/pxe.c (genipopt,
 * make_bootif_string), com32 readconfig.c (copy_sysappend_string).
 */

import { netmaskOf } from '../../../addresses.ts'
import type { PxeClient } from '../../types.ts'
import { bootInterface, clientUuid } from './search.ts'

/** Bit 0 first. The last, FSUUID, is always empty over the network. */
const NAMES = [
  'ip',
  'BOOTIF',
  'SYSUUID',
  'CPU',
  'SYSVENDOR',
  'SYSPRODUCT',
  'SYSVERSION',
  'SYSSERIAL',
  'SYSSKU',
  'SYSFAMILY',
  'MBVENDOR',
  'MBPRODUCT',
  'MBVERSION',
  'MBSERIAL',
  'MBASSET',
  'BIOSVENDOR',
  'BIOSVERSION',
  'SYSFF',
  'FSUUID',
] as const

/** The strings that `bits` selects, each with a leading blank; unknown ones are left out. */
export function sysappendText(bits: number, client: PxeClient): string {
  return NAMES.filter((_, bit) => (bits >>> bit) & 1)
    .map((name) => ({ name, value: stringOf(name, client) }))
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => ` ${name}=${value}`)
    .join('')
}

function stringOf(name: (typeof NAMES)[number], client: PxeClient): string {
  const { mac, lease, firmware } = client
  switch (name) {
    case 'ip':
      return [
        lease.address,
        lease.bootServer,
        lease.gateway ?? '0.0.0.0',
        netmaskOf(lease.prefixLength),
      ].join(':')
    case 'BOOTIF':
      return bootInterface(mac)
    case 'SYSUUID':
      return clientUuid(client) ?? ''
    case 'FSUUID':
      return ''
    default:
      return Object.hasOwn(firmware ?? {}, name) ? underscored(firmware?.[name] ?? '') : ''
  }
}

/** Replaces white space inside by one `_` and removes it at the ends. */
function underscored(value: string): string {
  return value.replace(/^[\x00-\x20\x7f]+|[\x00-\x20\x7f]+$/g, '').replace(/[\x00-\x20\x7f]+/g, '_')
}
