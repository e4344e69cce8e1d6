/** Makes the orders for the two clients. */

import { PORT_NAME } from '../../guest-port/index.ts'
import type { BootTask } from '../boot-task.ts'
import type { DhcpOrders, PxeOrders } from '../pxe-client/protocol.ts'
import { VERSION } from '../version.ts'
import type { LiveMeans } from './live-means.ts'

/**
 * `device`: the host's name for it. `guestRuns`: the guest's lease is then neither requested nor released.
 * `loadsIpxe` and `conflicts`: as in DhcpOrders.
 */
export function dhcpOrders(
  task: BootTask,
  mode: DhcpOrders['mode'],
  device: string,
  { guestRuns, ...more }: { guestRuns: boolean } & Pick<DhcpOrders, 'loadsIpxe' | 'conflicts'>,
): DhcpOrders {
  return {
    task: guestRuns ? { ...task, lease: 'offer' } : task,
    mode,
    device: mode === 'guest' ? PORT_NAME : device,
    network: device,
    ...more,
  }
}

/** `mtu` in bytes. `caCertificates`: PEM; null: Node's own. */
export function pxeOrders(
  task: BootTask,
  { machine, downloads, signatures, choose }: LiveMeans,
  mode: PxeOrders['mode'],
  mtu: number,
  caCertificates: string | null,
): PxeOrders {
  return {
    ...{ task, machine, mode, mtu, signatures, caCertificates },
    downloads: downloads && { kernel: downloads.kernel.path, ramdisk: downloads.ramdisk.path },
    canChoose: choose !== null,
    userAgent: `tspxeboot/${VERSION}`,
  }
}
