/**
 * What the supervisor and its two client processes say to each other, as JSON over a socket each. The clients read a
 * hostile network: all that they say is checked (messages.ts), and they can ask for a few things only.
 */

import type { ErrorRecord } from '../../boot-error.ts'
import type { GuestType } from '../../guest-kernel/index.ts'
import type { DhcpSettings, Guest, GuestRequest } from '../guest-request.ts'
import type { Errand } from '../road.ts'
import type { FromDhcpClient, FromPxeClient } from './messages.ts'

/** What both are told. */
interface CommonOrders {
  /** `guest`: a namespace of its own; `host`: the host's own network. */
  mode: 'guest' | 'host'
}

/** Everything that the DHCP client is told, once its place is made. */
export interface DhcpOrders extends CommonOrders {
  guest: Guest
  /** The device to ask on; `network` is the host's name for it, for messages. */
  device: string
  network: string
  dhcp: DhcpSettings
  program: GuestRequest['program']
  timeoutMs: number
  /** `offer`: work from the offer and take no lease. `keep`: it is the guest's. `return`: give it back at the end. */
  lease: 'offer' | 'keep' | 'return'
}

/** Everything that the PXE client is told. MTU and sizes in bytes. */
export interface PxeOrders extends CommonOrders {
  errand: Errand
  mtu: number
  maxSize: number
  /** Paths of the files on descriptors KERNEL_FD and RAMDISK_FD, for messages; null: look at the files only. */
  downloads: { kernel: string; ramdisk: string } | null
  /** The guest that a downloaded kernel must be able to start; null: any. */
  guestType: GuestType | null
  caCertificates: string | null
  /** Whether somebody can be asked for a choice. */
  attended: boolean
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
