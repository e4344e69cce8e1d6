/** How many packets each device of this network namespace has sent and received (proc_net_dev, proc(5)). */

import { readFileSync } from 'node:fs'

/** Packets of one device. */
export interface PacketCounts {
  sent: number
  received: number
}

/** By device name; empty if the kernel does not say. */
export function packetCounts(text = readCounters()): Map<string, PacketCounts> {
  const counts = new Map<string, PacketCounts>()
  for (const line of text.split('\n')) {
    const [, name, numbers] = /^\s*(\S+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined || numbers === undefined) continue
    // Eight numbers for receiving, bytes and packets first; then the same for sending.
    const columns = numbers.trim().split(/\s+/).map(Number)
    counts.set(name, { received: columns[1] ?? 0, sent: columns[9] ?? 0 })
  }
  return counts
}

function readCounters(): string {
  try {
    return readFileSync('/proc/self/net/dev', 'latin1')
  } catch {
    return ''
  }
}
