/**
 * Asks the network who has an address before it is offered (RFC 2131 section 3.1, step 2). The kernel asks by ARP, for a
 * datagram to the discard port; its table says who answered. Even hosts with a firewall answer ARP.
 */

import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { runProgram } from '../../run-program.ts'

/** Resolves with the MAC address that answers for `address`; null: none. */
export type Probe = (address: string) => Promise<string | null>

const POLLS = 8
const POLL_MS = 40
/** RFC 863. */
const DISCARD_PORT = 9
const TABLE = '/proc/net/arp'
/** Linux, if_arp.h. */
const ATF_COM = 2

/** Probes on `interfaceName` from `own`, the server's address there. */
export function arpProbe(interfaceName: string, own: string): Probe {
  return async (address) => {
    // Only an answer of now counts, so older knowledge of the kernel is deleted.
    if ((await answered(address, interfaceName)) !== null)
      await runProgram('ip', ['neigh', 'del', address, 'dev', interfaceName]).catch(() => {})
    await knock(address, own)
    for (let polls = 0; polls < POLLS; polls += 1) {
      await pause(POLL_MS)
      const mac = await answered(address, interfaceName)
      if (mac !== null) return mac
    }
    return null
  }
}

/** Makes the kernel ask. A datagram that cannot be sent gets no answer. */
function knock(address: string, own: string): Promise<void> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    const end = () => socket.close(() => resolve())
    socket.once('error', end)
    socket.bind({ address: own }, () => socket.send('', DISCARD_PORT, address, end))
  })
}

/** The table's columns: address, hardware type, flags, hardware address, mask, device (proc_net(5)). */
async function answered(address: string, interfaceName: string): Promise<string | null> {
  for (const line of (await readFile(TABLE, 'latin1')).split('\n')) {
    const [of, , flags, mac = null, , device] = line.split(/\s+/)
    if (of === address && device === interfaceName) return (Number(flags) & ATF_COM) === 0 ? null : mac
  }
  return null
}
