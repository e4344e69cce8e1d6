/**
 * The protocol between the supervisor and its two client processes: JSON over a socket for each. The clients read a
 * hostile network, so everything that they send is checked (messages.ts), and they can request only a few things.
 */

import type { ErrorRecord } from '../../boot-error.ts'
import type { AddressConflict } from '../../udhcp-client/index.ts'
import type { BootTask } from '../boot-task.ts'
import type { MachineFacts } from '../firmware.ts'
import type { FromDhcpClient, FromPxeClient } from './messages.ts'

/** Orders for both clients. */
interface CommonOrders {
  task: BootTask
  /** `guest`: a namespace of its own; `host`: the host's own network. */
  mode: 'guest' | 'host'
}

/** Orders for the DHCP client, sent once its network is set up. */
export interface DhcpOrders extends CommonOrders {
  /** The device for DHCP; `network` is the host's name for it, for messages. */
  device: string
  network: string
  /** Whether the boot file of an earlier exchange turned out, by its content, to be iPXE. */
  loadsIpxe: boolean
  /** As in DhcpRequest. */
  conflicts: readonly AddressConflict[]
}

/** Orders for the PXE client. MTU in bytes. */
export interface PxeOrders extends CommonOrders {
  machine: MachineFacts
  mtu: number
  /** Paths of the files on descriptors KERNEL_FD and RAMDISK_FD, for messages; null: only check that they exist. */
  downloads: { kernel: string; ramdisk: string } | null
  /** As in DownloadOptions. */
  signatures: string | null
  caCertificates: string | null
  /** Whether somebody can choose from a menu. */
  canChoose: boolean
  userAgent: string
}

/** A client's descriptor of its end of the socket. */
export const CHANNEL_FD = 3
/** The PXE client's descriptor of the kernel's file; not open where `downloads` is null. */
export const KERNEL_FD = 4
/** As KERNEL_FD, of the ramdisk's file. */
export const RAMDISK_FD = 5

/** Any message of a client. */
export type FromClient = FromDhcpClient | FromPxeClient
/** A client's question, which the supervisor answers or refuses. */
export type Question<Message extends FromClient = FromClient> = Extract<Message, { kind: 'ask' }>
/** The last message of a client whose work succeeded. */
export type Done<Message extends FromClient> = Extract<Message, { kind: 'done' }>
/** What a client reports while it works. */
export type EventOf<Message extends FromClient> = Extract<Message, { kind: 'event' }>['event']

/** The supervisor's messages to a client: first its orders, then an answer or a refusal to each question. */
export type ToClient<Orders = unknown> =
  | { kind: 'orders'; orders: Orders }
  | { kind: 'answer'; value: unknown }
  | ({ kind: 'refusal' } & ErrorRecord)
