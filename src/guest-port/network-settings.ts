/** Kernel settings for the network namespace of a guest's port. */

import { runTool } from './run-tool.ts'

/** Settings below /proc/sys/net, by value. */
const SETTINGS: Record<string, readonly string[]> = {
  '1': [
    // No stray packet may leave with the guest's MAC.
    'ipv6/conf/all/disable_ipv6',
    'ipv6/conf/default/disable_ipv6',
    // Before the lease every address counts as ours for what arrives; ARP must not be answered for all of them.
    'ipv4/conf/all/arp_ignore',
  ],
  // Before the lease there is no route back to the server.
  '0': ['ipv4/conf/all/rp_filter', 'ipv4/conf/default/rp_filter'],
}

/**
 * Sets the defaults of new devices in the network namespace of the process with this folder below /proc. A kernel without
 * IPv6 lacks some of them.
 */
export async function settleNetwork(holder: string): Promise<void> {
  await Promise.allSettled(
    Object.entries(SETTINGS).map(([value, names]) =>
      runTool(
        'nsenter',
        [`--net=${holder}/ns/net`, 'tee', ...names.map((name) => `/proc/sys/net/${name}`)],
        value,
      ),
    ),
  )
}
