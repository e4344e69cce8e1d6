/** MAC and IPv4 addresses: strings for people (lower case, colons, dotted quads), bytes in network order on the wire. */

/** The form that parseMac returns. */
const USUAL_MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/
const MAC_PATTERN = /^[0-9a-f]{1,2}([:-])[0-9a-f]{1,2}(?:\1[0-9a-f]{1,2}){4}$/i

/** `AA:00:86:E2:35:72`, `aa-00-86-e2-35-72` or `AA0086E23572` as `aa:00:86:e2:35:72`; null for any other text. */
export function parseMac(text: string): string | null {
  if (USUAL_MAC.test(text)) return text
  if (/^[0-9a-f]{12}$/i.test(text)) return (text.match(/../g) ?? []).join(':').toLowerCase()
  if (!MAC_PATTERN.test(text)) return null
  return text
    .split(/[:-]/)
    .map((byte) => byte.padStart(2, '0').toLowerCase())
    .join(':')
}

/** The 6 bytes of a MAC address in the form that parseMac returns. */
export function macToBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex')
}

/** 6 bytes as `aa:bb:cc:dd:ee:ff`. */
export function macFromBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

const IPV4_PATTERN = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** Whether `text` is a dotted quad without leading zeros. */
export function isIpv4(text: string): boolean {
  return IPV4_PATTERN.test(text)
}

/** Whether a host can have this address, by PXELINUX's rule (core/fs/pxe/pxe.c, ip_ok): not 0/8, 127/8, multicast or broadcast. */
export function isHostAddress(address: string): boolean {
  const first = Number(address.split('.')[0])
  return first !== 0 && first !== 127 && !(first >= 224 && first <= 239) && address !== '255.255.255.255'
}

/** A dotted quad as an unsigned 32-bit number: `192.0.2.91` is 0xC000025B. */
export function ipv4ToNumber(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
}

/** The inverse of ipv4ToNumber. */
export function ipv4FromNumber(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')
}

/** Netmask `255.255.255.0` as prefix length 24; null if the mask is not contiguous. */
export function prefixLengthOf(netmask: string): number | null {
  const bits = ipv4ToNumber(netmask).toString(2).padStart(32, '0')
  return /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : null
}

/** Prefix length 24 as netmask `255.255.255.0`. */
export function netmaskOf(prefixLength: number): string {
  return ipv4FromNumber(prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0)
}
