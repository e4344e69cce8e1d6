/** The supervisor's side of the DHCP client: gets a lease, and keeps the client for as long as the lease needs it. */

import type { Lease } from '../../lease.ts'
import type { BootEvent } from '../events.ts'
import type { FromDhcpClient } from '../pxe-client/messages.ts'
import type { DhcpOrders, Question } from '../pxe-client/protocol.ts'
import type { CarefulPort } from './careful-port.ts'
import type { Conversation } from './converse.ts'

/** What a session works with besides its client. */
export interface DhcpSessionSettings {
  /** null: the host's own network, where nothing is configured. */
  port: CarefulPort | null
  /** Whether files are downloaded, or only checked for. */
  isDownload: boolean
  onEvent(event: BootEvent): void
}

/** A DHCP client at work. */
export interface DhcpSession {
  /** Resolves when the lease's address is set. Rejects with the DHCP client's BootError, or if the address cannot be set. */
  begin(): Promise<Lease>
  /** The last known lease, usable or not; null: there was none. */
  lease(): Lease | null
  /** Releases the lease, or receives the last offers, if the DHCP client has stayed for that. */
  end(): Promise<void>
}

/** `client`: it waits for its orders, which `begin` sends. `orders.task.lease` says what becomes of the lease. */
export function dhcpSession(
  client: Conversation<FromDhcpClient>,
  orders: DhcpOrders,
  { port, isDownload, onEvent }: DhcpSessionSettings,
): DhcpSession {
  const { lease: purpose } = orders.task
  // To release the lease, or to hear other offers: not during a download, because it gets a copy of every UDP packet.
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
        const answer = async (question: Question<FromDhcpClient>): Promise<unknown> => {
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
              // An address that could not be used may be another machine's: it is not released.
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
