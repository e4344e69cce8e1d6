/**
 * The PXE client process: a child of the supervisor in the guest's network namespace. It opens its raw socket, gives up
 * all rights, and goes the road of the boot. It ends when its supervisor does.
 */

import { Socket } from 'node:net'
import { BootError } from '../../boot-error.ts'
import type { Choice } from '../../pxecfg-parser/index.ts'
import { type BootFiles, download, lookFor } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import { travel } from '../road.ts'
import { openChannel } from './channel.ts'
import { liveNetwork } from './live-network.ts'
import { prepareNamespace } from './namespace.ts'
import {
  type Ask,
  CHANNEL_FD,
  type FromChild,
  KERNEL_FD,
  type Orders,
  RAMDISK_FD,
  type ToChild,
} from './protocol.ts'

const abort = new AbortController()
let pending: { resolve(value: unknown): void; reject(error: Error): void } | null = null

// A terminal's signals are for the supervisor to act on; SIGUSR1 would open Node's debugger to others of this user.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGUSR1'] as const) process.on(signal, () => {})
// The supervisor is believed, and says little.
const unlimited = { message: Infinity, total: Infinity, count: Infinity }
const channel = openChannel(new Socket({ fd: CHANNEL_FD, readable: true, writable: true }), unlimited, {
  onMessage: (value) => hear(value as ToChild),
  onRefused: (why) => {
    throw new Error(why)
  },
  onClosed: () => process.exit(1),
})

if (process.argv.includes('--own-namespace')) prepareNamespace()
tell({ kind: 'ready' })

function hear(message: ToChild): void {
  if (message.kind === 'orders') void serve(message.orders)
  else if (message.kind === 'answer') pending?.resolve(message.value)
  else {
    const { code, what, hint } = message
    pending?.reject(new BootError(code, { what, ...(hint === null ? {} : { hint }) }))
  }
}

async function serve(orders: Orders): Promise<void> {
  try {
    const network = await liveNetwork(orders, { ask, onEvent, signal: abort.signal })
    const report = await travel(orders.errand, {
      ...network,
      choose: orders.attended
        ? async (screen) => (await ask({ kind: 'ask', question: 'choose', screen })) as Choice
        : null,
      files: filesOf(orders),
      onEvent,
      signal: abort.signal,
    })
    await network.leave()
    tell({ kind: 'done', report })
  } catch (error) {
    tell({ kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function filesOf({ downloads, guestType }: Orders): BootFiles {
  if (downloads === null) return lookFor
  return download(
    { fd: KERNEL_FD, path: downloads.kernel },
    { fd: RAMDISK_FD, path: downloads.ramdisk },
    guestType,
  )
}

/** One question at a time; a refusal rejects with the supervisor's BootError. */
function ask(question: Ask): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    pending = { resolve, reject }
    tell(question)
  }).finally(() => {
    pending = null
  })
}

function onEvent(event: BootEvent): void {
  tell({ kind: 'event', event })
}

function tell(message: FromChild): void {
  channel.send(message)
}
