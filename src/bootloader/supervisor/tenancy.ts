/** The supervisor's side of the DHCP client: a lease, for as long as it is needed. */

import type { Lease } from '../../lease.ts'
import type { BootEvent } from '../events.ts'
import type { FromDhcpClient } from '../pxe-client/messages.ts'
import type { Ask, DhcpOrders } from '../pxe-client/protocol.ts'
import type { TenantPort } from './careful-port.ts'
import type { Conversation } from './converse.ts'

export interface TenancySettings {
  /** null: the host's own network, where nothing is configured. */
  port: TenantPort | null
  /** Files are downloaded, not only looked for. */
  isDownload: boolean
  onEvent(event: BootEvent): void
}

export interface Tenancy {
  /** Resolves when the lease's address is set. Rejects with the DHCP client's BootError, or why it cannot be set. */
  begin(): Promise<Lease>
  /** The last that is known of it, usable or not; null: there was none. */
  lease(): Lease | null
  /** Releases the lease, or receives the last offers, if the DHCP client has stayed for that. */
  end(): Promise<void>
}

export function tenancyOf(
  client: Conversation<FromDhcpClient>,
  orders: DhcpOrders,
  { port, isDownload, onEvent }: TenancySettings,
): Tenancy {
  const { lease: purpose } = orders.task
  // To give the lease back, or to hear other offers. It gets a copy of every UDP packet, and a download has many.
  const stays = purpose === 'return' || (purpose === 'offer' && !isDownload)
  let known: Lease | null = null
  let used: Promise<void> | null = null
  let leave: () => void = () => {}
  let left: Promise<unknown> = Promise.resolve()
  const use = (lease: Lease): Promise<void> => {
    known = lease
    used ??= port?.configure(lease) ?? Promise.resolve()
    return used
  }
  return {
    begin: () =>
      new Promise((resolve, reject) => {
        const answer = async (question: Ask<FromDhcpClient>): Promise<unknown> => {
          switch (question.question) {
            case 'who-has':
              return port?.whoHas(question.address) ?? null
            case 'configure':
              return use(question.lease)
            case 'leave': {
              const unusable = await use(question.lease).then(
                () => resolve(question.lease),
                (error) => {
                  reject(error)
                  return true
                },
              )
              // What could not be used may be another's, and is not given back.
              if (!stays || (unusable && purpose === 'return')) return client.end()
              left = run
              return new Promise<void>((told) => {
                leave = told
              })
            }
          }
        }
        const run = client.run(orders, answer, onEvent)
        run.catch(reject)
      }),
    lease: () => known,
    async end() {
      leave()
      await left
    },
  }
}
