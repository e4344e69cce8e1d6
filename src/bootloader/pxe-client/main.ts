/**
 * The PXE client process. From its first instruction on it has no capability. It gets the lease from its supervisor, and
 * uses the lease's address and resolver for the rest of the boot: configuration, menu, files.
 */

import type { Lease } from '../../lease.ts'
import type { Choice } from '../../pxecfg-parser/index.ts'
import { createFetcher, createResolver, DEFAULT_FETCHER_OPTIONS } from '../../tftp-fetch/index.ts'
import { type BootFiles, download, lookFor } from '../boot-files.ts'
import type { BootHost } from '../boot-host.ts'
import { netboot } from '../netboot.ts'
import type { FromPxeClient } from './messages.ts'
import { optimizeFor, optimizeLater } from './optimizing.ts'
import { type Done, KERNEL_FD, type PxeOrders, RAMDISK_FD } from './protocol.ts'
import { type Supervisor, serveOrders } from './serve-orders.ts'

optimizeLater()
serveOrders(play)

async function play(
  orders: PxeOrders,
  { ask, onEvent, signal }: Supervisor<FromPxeClient>,
): Promise<Done<FromPxeClient>> {
  // In host mode names are the host's business, and so is its resolver; its own services are not the boot server's.
  const resolving = ({ dnsServers }: Lease) => ({
    dnsServers: orders.mode === 'guest' ? dnsServers : null,
    refuseLocal: orders.mode === 'host',
  })
  const host: BootHost = {
    lease: async () => (await ask({ kind: 'ask', question: 'lease' })) as Lease,
    fetcher: (lease) =>
      createFetcher({
        ...DEFAULT_FETCHER_OPTIONS,
        ...resolving(lease),
        maxSize: orders.task.limits.maxSize,
        mtu: Math.min(orders.mtu, lease.mtu ?? orders.mtu),
        caCertificates: orders.caCertificates,
        userAgent: orders.userAgent,
        onEvent(event) {
          if (event.event === 'TftpNegotiated') optimizeFor(event.totalBytes)
          onEvent(event)
        },
      }),
    bootServer: (lease) => createResolver(resolving(lease), onEvent).resolve(lease.bootServer, signal),
    choose: orders.canChoose
      ? async (screen) => (await ask({ kind: 'ask', question: 'choose', screen })) as Choice
      : null,
    files: filesOf(orders),
    machine: orders.machine,
  }
  return { kind: 'done', report: await netboot(orders.task, host, { onEvent, signal }) }
}

function filesOf({ downloads, signatures, task: { guestType, sums } }: PxeOrders): BootFiles {
  if (downloads === null) return lookFor
  return download(
    { fd: KERNEL_FD, path: downloads.kernel },
    { fd: RAMDISK_FD, path: downloads.ramdisk },
    { guestType, signatures, sums, architecture: process.arch },
  )
}
