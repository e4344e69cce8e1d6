/**
 * The PXE client process: a child of the supervisor in the guest's network namespace. It opens its raw socket, gives up
 * all rights, and goes the road of the boot. It ends when its supervisor does.
 */

import { BootError } from '../../boot-error.ts'
import type { Choice } from '../../pxecfg-parser/index.ts'
import { type BootFiles, download, lookFor } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import { travel } from '../road.ts'
import { liveNetwork } from './live-network.ts'
import { prepareNamespace } from './namespace.ts'
import { type Ask, type FromChild, KERNEL_FD, type Orders, RAMDISK_FD, type ToChild } from './protocol.ts'

const abort = new AbortController()
let pending: { resolve(value: unknown): void; reject(error: Error): void } | null = null

process.on('disconnect', () => process.exit(1))
for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => {})
process.on('message', (message: ToChild) => {
  if (message.kind === 'orders') void serve(message.orders)
  else if (message.kind === 'answer') pending?.resolve(message.value)
  else
    pending?.reject(
      new BootError(message.code, {
        what: message.what,
        ...(message.hint === null ? {} : { hint: message.hint }),
      }),
    )
})

if (process.argv.includes('--own-namespace')) prepareNamespace()
tell({ kind: 'ready' })

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
  process.send?.(message)
}
