/** What the kernel does by itself in the network namespace of a guest's port. */

import { runTool } from './run-tool.ts'

/** Settings below /proc/sys/net, by value. */
const SETTINGS: Record<string, readonly string[]> = {
  '1': [
    // No stray packet may leave with the guest's MAC.
    'ipv6/conf/all/disable_ipv6',
    'ipv6/conf/default/disable_ipv6',
    // Every address counts as ours for what arrives before the lease; nobody's ARP may be answered for that.
    'ipv4/conf/all/arp_ignore',
  ],
  // There is no route back to the server before there is a lease.
  '0': ['ipv4/conf/all/rp_filter', 'ipv4/conf/default/rp_filter'],
  // An address conflict is looked for by ARP: ask again soon, and often enough for slow answers.
  '100': ['ipv4/neigh/default/retrans_time_ms'],
  '20': ['ipv4/neigh/default/mcast_solicit'],
}

/** Sets what new devices in the network namespace of process `pid` start with. A kernel without IPv6 lacks some. */
export async function settleNetwork(pid: number): Promise<void> {
  await Promise.allSettled(
    Object.entries(SETTINGS).map(([value, names]) =>
      runTool(
        'nsenter',
        [`--net=/proc/${pid}/ns/net`, 'tee', ...names.map((name) => `/proc/sys/net/${name}`)],
        value,
      ),
    ),
  )
}
