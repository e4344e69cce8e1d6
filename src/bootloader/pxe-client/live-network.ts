/** A live network as the road sees it: DHCP over the raw socket, then fetches with the lease's address and resolver. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Lease } from '../../lease.ts'
import { createFetcher, createResolver, DEFAULT_FETCHER_OPTIONS } from '../../tftp-fetch/index.ts'
import {
  acquireLease,
  dhcpRequest,
  openRawTransport,
  releaseLease,
  systemClock,
  systemRandom,
} from '../../udhcp-client/index.ts'
import type { BootEvent } from '../events.ts'
import type { Surroundings } from '../road.ts'
import { dropPrivileges } from './drop-privileges.ts'
import { holdClientPort } from './namespace.ts'
import type { Ask, Orders } from './protocol.ts'

/** How long a dry run listens for offers of other servers, from the lease on. */
const LATE_OFFERS_MS = 500

interface Outside {
  ask(question: Ask): Promise<unknown>
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Opens the sockets, then gives up all rights. `leave` gives a lease back that was taken for a look only, or hears the last offers. */
export async function liveNetwork(
  orders: Orders,
  { ask, onEvent, signal }: Outside,
): Promise<Pick<Surroundings, 'lease' | 'fetcher' | 'bootServer'> & { leave(): Promise<void> }> {
  const { mode, device, errand } = orders
  const port = mode === 'guest' ? await holdClientPort() : null
  const transport = openRawTransport({ interfaceName: device })
  dropPrivileges(orders.user)
  // In host mode names are the host's business, and so is its resolver.
  const dnsServers = ({ dnsServers }: Lease) => (mode === 'guest' ? dnsServers : null)

  const request = dhcpRequest({
    mac: errand.guest.mac,
    uuid: errand.guest.uuid,
    interfaceName: orders.network,
    takeLease: orders.lease !== 'offer',
    timeoutMs: orders.dhcpTimeoutMs,
    ...orders.dhcp,
  })
  const io = { transport, clock: systemClock, random: systemRandom, onEvent, signal }
  let configured = false
  const useAddress = async (lease: Lease): Promise<void> => {
    if (!configured) await ask({ kind: 'ask', question: 'configure', lease })
    configured = true
  }
  const checkAddress = async (address: string) =>
    (await ask({ kind: 'ask', question: 'who-has', address })) as string | null
  let taken: Lease | null = null
  let listenUntil = 0

  return {
    async lease() {
      const lease = await acquireLease(request, mode === 'host' ? io : { ...io, checkAddress, useAddress })
      if (mode === 'guest') await useAddress(lease)
      port?.close()
      if (orders.lease === 'return') taken = lease
      // It gets a copy of every UDP packet that arrives, and a download has many.
      else if (orders.lease === 'keep' || orders.downloads !== null) transport.close()
      else listenUntil = performance.now() + LATE_OFFERS_MS
      return lease
    },
    fetcher: (lease) =>
      createFetcher({
        ...DEFAULT_FETCHER_OPTIONS,
        dnsServers: dnsServers(lease),
        maxSize: orders.maxSize,
        mtu: Math.min(orders.mtu, lease.mtu ?? orders.mtu),
        caCertificates: orders.caCertificates,
        userAgent: orders.userAgent,
        onEvent,
      }),
    bootServer: (lease) => createResolver(dnsServers(lease), onEvent).resolve(lease.bootServer, signal),
    async leave() {
      if (taken !== null) await releaseLease(request, taken, io)
      await pause(Math.max(0, listenUntil - performance.now()))
      transport.close()
    },
  }
}
