/** The server's address and network, which tell who is on its link. */

import { ipv4ToNumber, isIpv4, netmaskOf } from '../addresses.ts'

/** An address such as `192.0.2.1`, and a prefix length such as 24. */
export interface LinkAddress {
  address: string
  prefixLength: number
}

/** Parses `ADDRESS/PREFIX`; null for any other text, and for prefixes over 30, which leave no room for clients. */
export function parseLinkAddress(text: string): LinkAddress | null {
  const [, address = '', length] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? []
  const prefixLength = Number(length)
  return isIpv4(address) && prefixLength >= 8 && prefixLength <= 30 ? { address, prefixLength } : null
}

/** Whether a host of the network of `of` can have `address`: it is neither the network's own nor the broadcast address. */
export function isHostOf(address: string, of: LinkAddress): boolean {
  const part = isIpv4(address) ? (ipv4ToNumber(address) & ~ipv4ToNumber(netmaskOf(of.prefixLength))) >>> 0 : 0
  return isOnLink(address, of) && part !== 0 && part !== 2 ** (32 - of.prefixLength) - 1
}

/** Whether `address` lies in the network of `of`. */
export function isOnLink(address: string, of: LinkAddress): boolean {
  const mask = ipv4ToNumber(netmaskOf(of.prefixLength))
  return isIpv4(address) && ((ipv4ToNumber(address) ^ ipv4ToNumber(of.address)) & mask) === 0
}
