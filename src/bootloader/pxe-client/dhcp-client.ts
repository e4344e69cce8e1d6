/**
 * The DHCP client process: it has the two capabilities that DHCP needs, reads only DHCP, and ends with the lease. In a
 * dry run it stays to release the lease, or to receive other servers' offers.
 */

import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as pause } from 'node:timers/promises'
import type { Lease } from '../../lease.ts'
import { programOfName } from '../../program-names.ts'
import {
  acquireLease,
  asIpxe,
  dhcpRequest,
  openRawTransport,
  releaseLease,
  systemClock,
  systemRandom,
} from '../../udhcp-client/index.ts'
import type { FromDhcpClient } from './messages.ts'
import type { DhcpOrders } from './protocol.ts'
import { type Supervisor, serveOrders } from './serve-orders.ts'

/** How long a dry run listens for offers of other servers, from the lease on. */
const LATE_OFFERS_MS = 500

serveOrders(getLease)

async function getLease(
  orders: DhcpOrders,
  { ask, onEvent, signal }: Supervisor<FromDhcpClient>,
): Promise<{ kind: 'done' }> {
  const { mode, device, task } = orders
  const port = mode === 'guest' ? await holdClientPort() : null
  const transport = openRawTransport({ interfaceName: device })
  const request = dhcpRequest({
    ...task.guest,
    ...task.dhcp,
    interfaceName: orders.network,
    lease: task.lease,
    conflicts: orders.conflicts,
    dhcpMs: task.limits.dhcpMs,
  })
  const io = { transport, clock: systemClock, random: systemRandom, onEvent, signal }
  let configured = false
  const useAddress = async (lease: Lease): Promise<void> => {
    if (!configured) await ask({ kind: 'ask', question: 'configure', lease })
    configured = true
  }
  // Another offer may be taken before the answer about the first one is there.
  let lastCheck: Promise<unknown> = Promise.resolve()
  const checkAddress = (address: string) => {
    const check = lastCheck.then(() => ask({ kind: 'ask', question: 'who-has', address }))
    lastCheck = check.catch(() => {})
    return check as Promise<string | null>
  }

  const leaseIo = mode === 'host' ? io : { ...io, checkAddress, useAddress }
  const first = await acquireLease(request, leaseIo)
  const lease = loadsIpxe(orders, first)
    ? { ...(await acquireLease(asIpxe(request), leaseIo)), programFile: first.bootFile }
    : first
  port?.close()
  const listenUntil = performance.now() + LATE_OFFERS_MS
  await ask({ kind: 'ask', question: 'leave', lease })
  if (request.lease === 'return') await releaseLease(request, lease, io)
  if (request.lease === 'offer') await pause(Math.max(0, listenUntil - performance.now()))
  transport.close()
  return { kind: 'done' }
}

/** Whether the boot file is iPXE, which asks DHCP again and gets another boot file. */
function loadsIpxe({ loadsIpxe, task: { program } }: DhcpOrders, { bootFile }: Lease): boolean {
  return loadsIpxe || program === 'ipxe' || (program === null && programOfName(bootFile) === 'ipxe')
}

/**
 * Holds port 68 while the raw socket reads it: else the kernel answers a unicast OFFER with "port unreachable".
 * Resolves with the socket, to be closed with the exchange.
 */
function holdClientPort(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(68, () => resolve(socket))
  })
}
