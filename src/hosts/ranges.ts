/** Reads ranges of addresses in the store. */

import { ipv4ToNumber, isIpv4 } from '../addresses.ts'

/** Addresses as numbers (ipv4ToNumber), both ends included. */
export interface Range {
  first: number
  last: number
}

/** Parses `A-B, C-D, E`; null if `text` is not such a list. */
export function parseRanges(text: string): Range[] | null {
  const ranges: Range[] = []
  for (const part of text.split(',')) {
    const [first = '', last = first, ...rest] = part.trim().split(/\s*-\s*/)
    if (!isIpv4(first) || !isIpv4(last) || rest.length > 0) return null
    const range = { first: ipv4ToNumber(first), last: ipv4ToNumber(last) }
    if (range.first > range.last) return null
    ranges.push(range)
  }
  return ranges
}

/** Parses `192.0.2.0/24`: its first and last address. null if it is not a subnet, or has bits set after the prefix. */
export function parseSubnet(text: string): (Range & { prefixLength: number }) | null {
  const [, address = '', prefix = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? []
  const prefixLength = Number(prefix)
  if (!isIpv4(address) || prefixLength > 32) return null
  const first = ipv4ToNumber(address)
  const size = 2 ** (32 - prefixLength)
  return first % size === 0 ? { first, last: first + size - 1, prefixLength } : null
}

/** Whether two ranges have an address in common. */
export function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last
}

/** Whether an address is in one of the ranges. */
export function isIn(address: number, ranges: readonly Range[]): boolean {
  return ranges.some(({ first, last }) => address >= first && address <= last)
}
