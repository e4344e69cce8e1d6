/**
 * The supervisor's side of a live boot: it makes the guest's port, starts the PXE client process there, answers its
 * questions, and believes nothing that it does not check. It never reads a byte of the guest's network itself.
 */

import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import {
  type Capture,
  findPlace,
  type GuestPort,
  hideFiles,
  makeGuestPort,
  PORT_NAME,
  startCapture,
} from '../../guest-port/index.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import type { GuestRequest } from '../guest-request.ts'
import type { Ask, Orders } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'
import type { Errand } from '../road.ts'
import { VERSION } from '../version.ts'
import { converse } from './converse.ts'
import { requireRoot } from './require-root.ts'
import { spawnClient } from './spawn-client.ts'
import { clientUser } from './users.ts'

export interface LivePlay {
  errand: Errand
  /** Open files for kernel and ramdisk; null: only look for the files. */
  downloads: { kernel: Target; ramdisk: Target } | null
  lease: Orders['lease']
  guestType: Orders['guestType']
  /** Asks the person at the console; null: nobody is there. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Plays the boot on the host's network. Rejects with a BootError where there is no report: no port, no rights, an abort. */
export async function playLive(request: GuestRequest, play: LivePlay): Promise<BootReport> {
  const started = performance.now()
  requireRoot()
  const caCertificates = readCertificates(request.caFile)
  const place = await findPlace(request.place)
  play.signal.throwIfAborted()
  const { mode } = request.place
  const files = play.downloads === null ? [] : [play.downloads.kernel.fd, play.downloads.ramdisk.fd]
  const client = await spawnClient({ mode, files, limits: request.limits })
  const conversation = converse(client, play.signal)
  let prepared: Promise<[GuestPort | null, string[]]> = Promise.resolve([null, []])
  let capture: Capture | null = null
  try {
    const pid = client.process.pid ?? 0
    await conversation.ready
    prepared = Promise.all([
      mode === 'guest' ? makeGuestPort(pid, request.guest.mac, place) : null,
      // The host's resolver has its configuration and its socket there.
      hideFiles(pid, mode === 'host' ? ['run'] : []),
    ])
    // A client that has ended is the reason, not what the tools then say of it.
    const [port, notHidden] = await Promise.race([prepared, conversation.failed])
    for (const why of notHidden) {
      play.onEvent({ event: 'Warned', message: `the PXE client process sees files of the host: ${why}` })
    }
    const { pcap } = request.place
    // The host's end of the port has the guest's packets alone; any other device has those of others too.
    if (pcap !== null)
      capture = await startCapture(
        pcap,
        port?.hostPort ?? place.name,
        port?.hostPort ? null : request.guest.mac,
      )
    const networkMs = Math.round(performance.now() - started)
    play.onEvent({
      event: 'GuestPortMade',
      mode,
      device: place.name,
      port: port?.hostPort ?? null,
      ms: networkMs,
    })
    const orders: Orders = {
      errand: play.errand,
      mode,
      device: mode === 'guest' ? PORT_NAME : place.name,
      network: place.name,
      mtu: place.mtu,
      user: clientUser(request.place.runas),
      dhcp: request.dhcp,
      dhcpTimeoutMs: request.limits.dhcpMs,
      maxSize: request.limits.maxSize,
      lease: play.lease,
      guestType: play.guestType,
      downloads:
        play.downloads === null
          ? null
          : { kernel: play.downloads.kernel.path, ramdisk: play.downloads.ramdisk.path },
      caCertificates,
      attended: play.choose !== null,
      userAgent: `tspxeboot/${VERSION}`,
    }
    const report = await conversation.run(orders, (question) => answer(question, port, play), play.onEvent)
    report.guest = request.guest
    report.timing.networkMs = networkMs
    report.timing.totalMs += networkMs
    return report
  } finally {
    await capture?.stop()
    await end(client.process)
    // What its tools were still making would be left.
    const [port] = await prepared.catch(() => [null])
    await port?.remove()
  }
}

async function answer(question: Ask, port: GuestPort | null, { choose }: LivePlay): Promise<unknown> {
  switch (question.question) {
    case 'who-has':
      return port?.whoHas(question.address) ?? null
    case 'configure':
      return port?.configure(question.lease)
    case 'choose':
      return choose?.(question.screen)
  }
}

/** Ends the child, and with it its namespace, before the files that it writes are touched. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

function readCertificates(file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BootError('E_USAGE', {
      what: `cannot read --ca-file=${file}: ${(cause as NodeJS.ErrnoException).code}`,
      cause,
    })
  }
}
