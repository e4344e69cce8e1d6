/** Every event of a boot: one stream, from which the log, the progress line and the report are rendered. */

import * as v from 'valibot'
import { ERROR_CODES, ERROR_REASONS } from '../boot-error.ts'
import { ConfigEvent } from '../pxecfg-parser/events.ts'
import { FetchEvent } from '../tftp-fetch/events.ts'
import { DhcpEvent } from '../udhcp-client/events.ts'

const Text = v.pipe(v.string(), v.maxLength(1 << 16))

/** Events of the bootloader itself. */
export const BootloaderEvent = v.variant('event', [
  /** The host's processors are busy with other boots: this one waits until one of them is done. */
  v.object({ event: v.literal('TurnAwaited') }),
  /** The guest's place on the network is made. */
  v.object({
    event: v.literal('GuestPortMade'),
    mode: v.picklist(['guest', 'host']),
    /** Bridge or device of the host. */
    device: Text,
    /** The host's end of the guest's port; null: only a bridge has one. */
    port: v.nullable(Text),
    /** How long it took. */
    ms: v.number(),
  }),
  /** The room of the client processes is made. */
  v.object({
    event: v.literal('ClientsConfined'),
    /** The user id of both; null: that of this process. */
    user: v.nullable(v.number()),
    /** A seccomp filter is loaded, for which setpriv has to be of util-linux 2.41. */
    seccomp: v.boolean(),
    /** The caller's session key ring is out of reach, for which there has to be seccomp or keyctl. */
    keyring: v.boolean(),
  }),
  /** DHCP begins. */
  v.object({ event: v.literal('LeaseWanted'), mac: Text }),
  /** The search for a configuration begins. */
  v.object({
    event: v.literal('ConfigWanted'),
    /** The guest's. */
    address: Text,
    /** The boot server. */
    server: Text,
  }),
  /** The download of the kernel begins. */
  v.object({ event: v.literal('KernelWanted'), url: Text }),
  /** The download of an initrd begins, or waits for the one before it. */
  v.object({ event: v.literal('InitrdWanted'), url: Text }),
  /** Local boot: `by` is pygrub or the kernel of the domain configuration. */
  v.object({ event: v.literal('LocalBootChosen'), by: Text }),
  /** Something that a person should know and that ends nothing. */
  v.object({
    event: v.literal('Warned'),
    message: Text,
    /** What it is about, for programs. */
    code: v.exactOptional(v.picklist(['html-page'])),
  }),
])
export type BootloaderEvent = v.InferOutput<typeof BootloaderEvent>

/** The last line of `--log-format=json` where a run failed; only the supervisor says it. */
export const FailedEvent = v.object({
  event: v.literal('Failed'),
  /** Of troubleshooting.md; null: a bug. */
  code: v.nullable(v.picklist(ERROR_CODES)),
  /** What the code leaves open; null: nothing. */
  reason: v.nullable(v.picklist(ERROR_REASONS)),
  message: Text,
  hint: v.nullable(Text),
})

export const BootEvent = v.union([BootloaderEvent, DhcpEvent, ConfigEvent, FetchEvent])
export type BootEvent = v.InferOutput<typeof BootEvent>
