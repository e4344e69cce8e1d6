/** Which address a client gets (RFC 2131 section 4.3.1): its fixed one, the one it has, the one it asks for, a free one. */

import { ipv4FromNumber, ipv4ToNumber } from '../../addresses.ts'
import type { DhcpServer, HostSettings, Leases } from './model.ts'

/** An address for `mac`, or null where the range is used up. `wish`: the address that the client asks for. */
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
  const isFree = (address: string) => isInRange(address, server) && !taken.has(address)
  if (own !== null && isFree(own)) return own
  if (wish !== null && isFree(wish)) return wish
  if (server.range === null) return null
  const last = ipv4ToNumber(server.range.last)
  for (let number = ipv4ToNumber(server.range.first); number <= last; number += 1) {
    const address = ipv4FromNumber(number)
    if (isFree(address)) return address
  }
  return null
}

function isInRange(address: string, { range }: DhcpServer): boolean {
  if (range === null) return false
  const number = ipv4ToNumber(address)
  return ipv4ToNumber(range.first) <= number && number <= ipv4ToNumber(range.last)
}
