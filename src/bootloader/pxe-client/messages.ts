/** The messages that the supervisor accepts from its clients. Everything that they send is checked against these schemas. */

import * as v from 'valibot'
import { ERROR_CODES, ERROR_REASONS } from '../../boot-error.ts'
import { Lease } from '../../lease.ts'
import { menuSchema } from '../../pxecfg-parser/index.ts'
import { DhcpEvent } from '../../udhcp-client/events.ts'
import { BootEvent } from '../events.ts'
import { BootReport } from '../report.ts'

const Said = v.pipe(v.string(), v.maxLength(10_000))
/** The client is ready for its orders. */
const Ready = v.object({ kind: v.literal('ready') })
/** A BootError ended the work. */
const Failed = v.object({
  kind: v.literal('failed'),
  code: v.picklist(ERROR_CODES),
  reason: v.nullable(v.picklist(ERROR_REASONS)),
  message: Said,
  hint: v.nullable(Said),
})
/** A bug ended it. */
const Broken = v.object({ kind: v.literal('broken'), message: Said })

/** Messages from the DHCP client. It waits for the answer to each `ask`, so there is one at a time. */
export const FromDhcpClient = v.variant('kind', [
  Ready,
  v.object({ kind: v.literal('event'), event: DhcpEvent }),
  v.variant('question', [
    v.object({ kind: v.literal('ask'), question: v.literal('who-has'), address: Lease.entries.address }),
    v.object({ kind: v.literal('ask'), question: v.literal('configure'), lease: Lease }),
    /** The client has the lease. The answer comes when it is to end. */
    v.object({ kind: v.literal('ask'), question: v.literal('leave'), lease: Lease }),
  ]),
  v.object({ kind: v.literal('done') }),
  Failed,
  Broken,
])
/** A checked message from the DHCP client. */
export type FromDhcpClient = v.InferOutput<typeof FromDhcpClient>

/** Messages from the PXE client. */
export const FromPxeClient = v.variant('kind', [
  Ready,
  v.object({ kind: v.literal('event'), event: BootEvent }),
  v.variant('question', [
    /** Answered with the lease of the DHCP client, or refused with its failure. */
    v.object({ kind: v.literal('ask'), question: v.literal('lease') }),
    v.object({ kind: v.literal('ask'), question: v.literal('choose'), screen: menuSchema.Screen }),
  ]),
  v.object({ kind: v.literal('done'), report: BootReport }),
  Failed,
  Broken,
])
/** A checked message from the PXE client. */
export type FromPxeClient = v.InferOutput<typeof FromPxeClient>
