/** The server's address with its network: who is on its link. */

import { ipv4ToNumber, isIpv4, netmaskOf } from '../addresses.ts'

/** `192.0.2.1` and 24. */
export interface LinkAddress {
  address: string
  prefixLength: number
}

/** `A/P` in parts; null where it is none. A prefix over 30 leaves no room for clients. */
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
