/** Adds names of hosts to the server's events: by MAC address for DHCP, by address for transfers. */

import type { Host, HostStore } from '../hosts/index.ts'
import type { LeaseBook } from './dhcp/index.ts'
import type { ServerEvent } from './events.ts'

/** `event` with the name of the host that it is about, if the store has that host. */
export function nameHost(event: ServerEvent, store: HostStore, book: LeaseBook): ServerEvent {
  switch (event.event) {
    case 'DhcpAnswered':
    case 'DhcpIgnored':
      return withName(event, store.byMac.get(event.mac))
    case 'FileSent':
    case 'FileRefused':
    case 'TransferFailed':
    case 'DatagramDropped':
      return withName(event, hostAt(event.client, store, book))
    default:
      return event
  }
}

/** The host that has the lease of `address`, else the one whose address it is. */
export function hostAt(
  address: string,
  { byMac, byAddress }: HostStore,
  { leases }: LeaseBook,
): Host | undefined {
  const mac = leases.get(address)?.mac ?? null
  return mac === null ? byAddress.get(address) : byMac.get(mac)
}

function withName<Event extends ServerEvent>(event: Event, host: Host | undefined): Event {
  return host === undefined ? event : { ...event, host: host.name }
}
