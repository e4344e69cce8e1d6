/**
 * What the supervisor and its two client processes say to each other, as JSON over a socket each. The clients read a
 * hostile network: all that they say is checked (messages.ts), and they can ask for a few things only.
 */

import type { ErrorRecord } from '../../boot-error.ts'
import type { BootTask } from '../boot-task.ts'
import type { MachineFacts } from '../firmware.ts'
import type { FromDhcpClient, FromPxeClient } from './messages.ts'

/** What both are told. */
interface CommonOrders {
  task: BootTask
  /** `guest`: a namespace of its own; `host`: the host's own network. */
  mode: 'guest' | 'host'
}

/** Everything that the DHCP client is told, once its place is made. */
export interface DhcpOrders extends CommonOrders {
  /** The device to ask on; `network` is the host's name for it, for messages. */
  device: string
  network: string
}

/** Everything that the PXE client is told. MTU in bytes. */
export interface PxeOrders extends CommonOrders {
  machine: MachineFacts
  mtu: number
  /** Paths of the files on descriptors KERNEL_FD and RAMDISK_FD, for messages; null: look at the files only. */
  downloads: { kernel: string; ramdisk: string } | null
  /** As in DownloadOptions. */
  signatures: string | null
  caCertificates: string | null
  /** Whether there is somebody who can choose. */
  canChoose: boolean
  userAgent: string
}

/** Descriptors of a client beside the standard ones: its end of the socket, then the files that it may write. */
export const CHANNEL_FD = 3
export const KERNEL_FD = 4
export const RAMDISK_FD = 5

/** Parts of what a client says. */
export type FromClient = FromDhcpClient | FromPxeClient
export type Ask<Message extends FromClient = FromClient> = Extract<Message, { kind: 'ask' }>
export type Done<Message extends FromClient> = Extract<Message, { kind: 'done' }>
export type Told<Message extends FromClient> = Extract<Message, { kind: 'event' }>['event']

/** From supervisor to client. */
export type ToClient<Orders = unknown> =
  | { kind: 'orders'; orders: Orders }
  | { kind: 'answer'; value: unknown }
  | ({ kind: 'refusal' } & ErrorRecord)
