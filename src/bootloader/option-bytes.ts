/** Reads the value of a DHCP option as a person writes it, for `--dhcp-option N=VALUE`. */

import { isIpv4 } from '../addresses.ts'
import { ipv4, listOf, OPTIONS, text, uint8, uint16, uint32 } from '../udhcp-client/codec/index.ts'

/**
 * The bytes of option `code`. Any option can be given in hexadecimal (`0x0102`), and options that hold text as text.
 * For others the value is a list of addresses, a number if the option holds one, or hexadecimal with colons (`01:02`);
 * whatever is none of these is text.
 */
export function optionBytes(code: number, value: string): Buffer {
  const type = Object.values(OPTIONS).find((option) => option.code === code)?.type
  const hexadecimal =
    /^0x((?:[0-9a-f]{2})+)$/i.exec(value)?.[1] ??
    (/^[0-9a-f]{2}(:[0-9a-f]{2})+$/i.test(value) ? value.replaceAll(':', '') : null)
  if (/^0x/i.test(value) && hexadecimal !== null) return Buffer.from(hexadecimal, 'hex')
  const addresses = value.split(',').map((part) => part.trim())
  if (type === text) return Buffer.from(value, 'utf8')
  if (addresses.every(isIpv4)) return listOf(ipv4).encode(addresses)
  for (const number of [uint8, uint16, uint32]) {
    if (type === number && /^\d+$/.test(value)) return number.encode(Number(value) % 256 ** number.size)
  }
  return hexadecimal === null ? Buffer.from(value, 'utf8') : Buffer.from(hexadecimal, 'hex')
}
