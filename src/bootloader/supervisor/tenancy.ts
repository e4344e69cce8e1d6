/** The DHCP client's part of a boot, seen from the supervisor: a lease, for as long as it is needed. */

import type { GuestPort } from '../../guest-port/index.ts'
import type { Lease } from '../../lease.ts'
import type { BootEvent } from '../events.ts'
import type { FromDhcpClient } from '../pxe-client/messages.ts'
import type { Ask, DhcpOrders } from '../pxe-client/protocol.ts'
import type { Conversation } from './converse.ts'

export interface TenancySettings {
  /** null: the host's own network, where nothing is configured. */
  port: GuestPort | null
  /** Whether the DHCP client is needed at the end; otherwise it ends with the lease. */
  stays: boolean
  onEvent(event: BootEvent): void
}

export interface Tenancy {
  /** Rejects with the DHCP client's BootError. */
  begin(): Promise<Lease>
  /** Gives the lease back, or hears the last offers, where the DHCP client has stayed for that. */
  end(): Promise<void>
}

export function tenancyOf(
  client: Conversation<FromDhcpClient>,
  orders: DhcpOrders,
  { port, stays, onEvent }: TenancySettings,
): Tenancy {
  let leave: () => void = () => {}
  let left: Promise<unknown> = Promise.resolve()
  const answer = async (question: Ask<FromDhcpClient>, leased: (lease: Lease) => void): Promise<unknown> => {
    switch (question.question) {
      case 'who-has':
        return port?.whoHas(question.address) ?? null
      case 'configure':
        return port?.configure(question.lease)
      case 'leave':
        if (stays) {
          const told = new Promise<void>((resolve) => {
            leave = resolve
          })
          leased(question.lease)
          return told
        }
        client.end()
        return leased(question.lease)
    }
  }
  return {
    begin: () =>
      new Promise((resolve, reject) => {
        const run = client.run(orders, (question) => answer(question, resolve), onEvent)
        run.catch(reject)
        if (stays) left = run
      }),
    async end() {
      leave()
      await left
    },
  }
}
