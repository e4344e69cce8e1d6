/**
 * What the supervisor and the PXE client process say to each other, as JSON over a socket. The child
 * reads a hostile network: all that it says is checked against these schemas, and it can ask for three things only.
 */

import * as v from 'valibot'
import type { ErrorCode } from '../../boot-error.ts'
import type { GuestType } from '../../guest-kernel/index.ts'
import { Lease } from '../../lease.ts'
import { menuSchema } from '../../pxecfg-parser/index.ts'
import { BootEvent } from '../events.ts'
import type { DhcpSettings } from '../guest-request.ts'
import { BootReport } from '../report.ts'
import type { Errand } from '../road.ts'

/** Everything that the child is told, once its place is made. */
export interface Orders {
  errand: Errand
  /** `guest`: a namespace of its own; `host`: the host's own network. */
  mode: 'guest' | 'host'
  /** The device to ask DHCP on; `network` is the host's name for it, for messages. MTU in bytes. */
  device: string
  network: string
  mtu: number
  /** What the child becomes before its first packet; null: no change, in a user namespace that has no other user. */
  user: number | null
  dhcp: DhcpSettings
  dhcpTimeoutMs: number
  maxSize: number
  /** `offer`: work from the offer and take no lease. `keep`: it is the guest's. `return`: give it back at the end. */
  lease: 'offer' | 'keep' | 'return'
  /** Paths of the files on descriptors KERNEL_FD and RAMDISK_FD, for messages; null: look at the files only. */
  downloads: { kernel: string; ramdisk: string } | null
  /** The guest that a downloaded kernel must be able to start; null: any. */
  guestType: GuestType | null
  caCertificates: string | null
  /** Whether somebody can be asked for a choice. */
  attended: boolean
  userAgent: string
}

/** Descriptors of the child beside the standard ones: its end of the socket, then the files that it may write. */
export const CHANNEL_FD = 3
export const KERNEL_FD = 4
export const RAMDISK_FD = 5

/** From child to supervisor. `ask`s wait for their Answer; there is one at a time. */
export const FromChild = v.variant('kind', [
  /** Its namespaces are there. */
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('event'), event: BootEvent }),
  v.variant('question', [
    v.object({ kind: v.literal('ask'), question: v.literal('who-has'), address: Lease.entries.address }),
    v.object({ kind: v.literal('ask'), question: v.literal('configure'), lease: Lease }),
    v.object({ kind: v.literal('ask'), question: v.literal('choose'), screen: menuSchema.Screen }),
  ]),
  v.object({ kind: v.literal('done'), report: BootReport }),
  /** A bug: the child ends. */
  v.object({ kind: v.literal('broken'), message: v.pipe(v.string(), v.maxLength(10_000)) }),
])
export type FromChild = v.InferOutput<typeof FromChild>
export type Ask = Extract<FromChild, { kind: 'ask' }>

/** From supervisor to child. */
export type ToChild =
  | { kind: 'orders'; orders: Orders }
  | { kind: 'answer'; value: unknown }
  | { kind: 'refusal'; code: ErrorCode; what: string; hint: string | null }
