/** Gives a lease back: RFC 2131 section 4.4.6. */

import type { Lease } from '../lease.ts'
import type { DhcpEvent } from './events.ts'
import { release, SERVER_PORT } from './messages.ts'
import type { DhcpRequest } from './request.ts'
import type { Clock, DhcpTransport, Random } from './transport.ts'

/** There is no answer, but the kernel may have to find the server's MAC address before the packet leaves. */
const LEAVING_MS = 100

/** Tells the server that the guest's lease is free, which no server answers. The address stays on the interface. */
export async function releaseLease(
  request: DhcpRequest,
  lease: Pick<Lease, 'address' | 'dhcpServer'>,
  io: { transport: DhcpTransport; clock: Clock; random: Random; onEvent: (event: DhcpEvent) => void },
): Promise<void> {
  const { address, dhcpServer: server } = lease
  const sender = { request, xid: Math.floor(io.random() * 2 ** 32), secs: 0 }
  io.transport.send(release(sender, { address, server }), { address: server, port: SERVER_PORT })
  io.onEvent({ event: 'DhcpReleaseSent', server, address })
  await new Promise<void>((resolve) => io.clock.after(LEAVING_MS, resolve))
}
