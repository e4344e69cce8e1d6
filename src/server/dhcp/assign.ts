/**
 * Chooses a client's address (RFC 2131 section 4.3.1): its fixed one, the one it has or had, the one it requests, one that
 * was never used, or the one that has been free the longest.
 */

import { ipv4FromNumber, ipv4ToNumber } from '../../addresses.ts'
import { isIn } from '../../hosts/index.ts'
import type { DhcpServer, HostSettings, Leases } from './model.ts'

/** An address for `mac`, or null if the range is exhausted. `wish`: the address that the client requests. */
export function assign(
  mac: string,
  host: HostSettings,
  wish: string | null,
  server: DhcpServer,
  leases: Leases,
  now: number,
): string | null {
  if (host.address !== null) return host.address
  const taken = new Set([server.identifier])
  for (const { address } of server.hosts.values()) if (address !== null) taken.add(address)
  let own: string | null = null
  for (const [address, held] of leases) {
    if (held.mac === mac) own = address
    else if (held.until > now) taken.add(address)
  }
  const isFree = (address: string) => isIn(ipv4ToNumber(address), server.ranges) && !taken.has(address)
  if (own !== null && isFree(own)) return own
  if (wish !== null && isFree(wish)) return wish
  let longestFree: string | null = null
  const freeSince = (address: string | null) => leases.get(address ?? '')?.until ?? Number.POSITIVE_INFINITY
  for (const { first, last } of server.ranges) {
    for (let number = first; number <= last; number += 1) {
      const address = ipv4FromNumber(number)
      if (!isFree(address)) continue
      if (!leases.has(address)) return address
      if (freeSince(address) < freeSince(longestFree)) longestFree = address
    }
  }
  return longestFree
}
