/** What the PXE client process does to its own, new network namespace while it still may. */

import { createSocket, type Socket } from 'node:dgram'
import { writeFileSync } from 'node:fs'

const SETTINGS: Record<string, string> = {
  // No stray packet may leave with the guest's MAC.
  'ipv6/conf/all/disable_ipv6': '1',
  'ipv6/conf/default/disable_ipv6': '1',
  // There is no route back to the server before there is a lease.
  'ipv4/conf/all/rp_filter': '0',
  'ipv4/conf/default/rp_filter': '0',
  // Every address counts as ours for what arrives before the lease; nobody's ARP may be answered for that.
  'ipv4/conf/all/arp_ignore': '1',
  // An address conflict is looked for by ARP: ask again soon, and often enough for slow answers.
  'ipv4/neigh/default/retrans_time_ms': '100',
  'ipv4/neigh/default/mcast_solicit': '20',
}

/** Sets what new devices of this namespace start with. A kernel without IPv6 lacks some; that is as good. */
export function prepareNamespace(): void {
  for (const [name, value] of Object.entries(SETTINGS)) {
    try {
      writeFileSync(`/proc/sys/net/${name}`, value)
    } catch {}
  }
}

/**
 * Holds port 68 while the raw socket reads it: else the kernel answers a unicast OFFER with "port unreachable".
 * Resolves with the socket, to be closed with the exchange.
 */
export function holdClientPort(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(68, () => resolve(socket))
  })
}
