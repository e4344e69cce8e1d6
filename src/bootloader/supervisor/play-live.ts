/**
 * The supervisor's side of a live boot: it makes the guest's port, starts the two client processes there, answers
 * their questions, and believes nothing that it does not check. It never reads a byte of the guest's network itself.
 */

import { readFileSync } from 'node:fs'
import { BootError } from '../../boot-error.ts'
import {
  type Capture,
  type Device,
  findGuest,
  findPlace,
  type GuestPort,
  makeGuestPort,
  PORT_NAME,
  type PortHolder,
  settleNetwork,
  startCapture,
} from '../../guest-port/index.ts'
import type { Choice, Screen } from '../../pxecfg-parser/index.ts'
import type { Target } from '../boot-files.ts'
import type { BootEvent } from '../events.ts'
import type { GuestRequest } from '../guest-request.ts'
import type { FromPxeClient } from '../pxe-client/messages.ts'
import type { Ask, DhcpOrders, PxeOrders } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'
import type { Errand } from '../road.ts'
import { VERSION } from '../version.ts'
import { carefulPort } from './careful-port.ts'
import { requireRoot } from './require-root.ts'
import { openRoom } from './room.ts'
import { type Stand, standFor, standsElsewhere } from './stand.ts'
import { startDhcpClient, startPxeClient } from './start-clients.ts'
import { tenancyOf } from './tenancy.ts'

export interface LivePlay {
  errand: Errand
  /** Open files for kernel and ramdisk; null: only look for the files. */
  downloads: { kernel: Target; ramdisk: Target } | null
  lease: DhcpOrders['lease']
  guestType: PxeOrders['guestType']
  /** Asks the person at the console; null: nobody is there. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  onEvent(event: BootEvent): void
  signal: AbortSignal
}

/** Plays the boot on the host's network. Rejects with a BootError where there is no report: no port, no rights, an abort. */
export async function playLive(request: GuestRequest, play: LivePlay): Promise<BootReport> {
  const started = performance.now()
  requireRoot()
  const place = await findPlace(request.place)
  const dry = play.lease !== 'keep' || play.downloads === null
  const sighting = await findGuest(request.guest.mac, place)
  const stand = standFor(request, { dry, device: place.name, sighting })
  if (stand.warning !== null) play.onEvent({ event: 'Warned', message: stand.warning })
  const there = { request, play, place, dry, started }
  const report = await playThere(stand, there)
  const elsewhere = standsElsewhere(stand, there)
  return elsewhere === null ? report : playThere(elsewhere, there)
}

interface There {
  request: GuestRequest
  play: LivePlay
  place: Device
  /** Nothing is booted. */
  dry: boolean
  /** By performance.now(). */
  started: number
}

async function playThere(stand: Stand, { request, play, place, dry, started }: There): Promise<BootReport> {
  play.signal.throwIfAborted()
  const caCertificates = readCertificates(request.caFile)
  const { guest } = request
  const { mode } = stand
  const { pcap, runas } = request.place
  const { downloads } = play
  const files = downloads === null ? [] : [downloads.kernel.fd, downloads.ramdisk.fd]
  const room = await openRoom(mode, runas)
  const holder = { pid: room.pid, user: room.user?.uid ?? null, mac: stand.mac }
  const guestPort = mode === 'guest' ? makePort(holder, place) : Promise.resolve(null)
  // It may fail before anybody waits for it.
  guestPort.catch(() => {})
  let capture: Capture | null = null
  try {
    const settings = { files, limits: request.limits, signal: play.signal }
    const dhcp = await startDhcpClient(room, settings)
    // A client that has ended is the reason, not what the tools then say of it.
    const [port] = await Promise.race([Promise.all([guestPort, dhcp.ready]), dhcp.failed])
    // The host's end of the port has the guest's packets alone; any other device has those of others too.
    if (pcap !== null)
      capture = await startCapture(
        pcap,
        port?.hostPort ?? place.name,
        port?.hostPort ? [] : mode === 'guest' ? [stand.mac, stand.lastMac] : [guest.mac],
      )
    const networkMs = since(started)
    play.onEvent({
      event: 'GuestPortMade',
      mode,
      device: place.name,
      port: port?.hostPort ?? null,
      ms: networkMs,
    })
    const dhcpOrders: DhcpOrders = {
      guest,
      mode,
      device: mode === 'guest' ? PORT_NAME : place.name,
      network: place.name,
      dhcp: request.dhcp,
      program: request.program,
      timeoutMs: request.limits.dhcpMs,
      // A running guest's lease is its own: it is neither asked for nor given back.
      lease: dry && stand.running !== null ? 'offer' : play.lease,
    }
    // It gets a copy of every UDP packet that arrives, and a download has many.
    const stays = dhcpOrders.lease === 'return' || (dhcpOrders.lease === 'offer' && downloads === null)
    const careful = port && carefulPort(port, stand, { mac: guest.mac, dry, device: place.name })
    const tenancy = tenancyOf(dhcp, dhcpOrders, { port: careful, stays, onEvent: play.onEvent })
    play.onEvent({ event: 'LeaseWanted', mac: guest.mac })
    const ordered = performance.now()
    let dhcpMs = 0
    const lease = tenancy.begin().finally(() => {
      dhcpMs = since(ordered)
    })
    // It may fail before the PXE client asks for it.
    lease.catch(() => {})
    // DHCP waits more than it works: there is time for the other client to start.
    const pxe = await startPxeClient(room, settings)
    await Promise.race([pxe.ready, pxe.failed])
    const pxeOrders: PxeOrders = {
      errand: play.errand,
      mode,
      mtu: place.mtu,
      maxSize: request.limits.maxSize,
      guestType: play.guestType,
      downloads: downloads && { kernel: downloads.kernel.path, ramdisk: downloads.ramdisk.path },
      caCertificates,
      attended: play.choose !== null,
      userAgent: `tspxeboot/${VERSION}`,
    }
    const answer = async (question: Ask<FromPxeClient>): Promise<unknown> =>
      question.question === 'lease' ? lease : play.choose?.(question.screen)
    const { report } = await pxe.run(pxeOrders, answer, play.onEvent)
    const totalMs = since(started)
    await tenancy.end()
    report.guest = { ...guest, ...(dry && stand.running !== null ? { running: true as const } : {}) }
    // Where it could not be used, the PXE client has not seen it.
    report.lease ??= tenancy.lease()
    const { fetchMs } = report.timing
    const configMs = Math.max(0, totalMs - networkMs - dhcpMs - fetchMs)
    report.timing = { totalMs, networkMs, dhcpMs, configMs, fetchMs }
    return report
  } finally {
    await capture?.stop()
    // Before the files that its processes write are touched.
    await room.close()
    // What its tools were still making would be left.
    const [port] = await Promise.allSettled([guestPort])
    if (port.status === 'fulfilled') await port.value?.remove()
  }
}

function since(start: number): number {
  return Math.round(performance.now() - start)
}

async function makePort(holder: PortHolder, place: Device): Promise<GuestPort> {
  await settleNetwork(holder.pid)
  return makeGuestPort(holder, place)
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
