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
import type { BootTask } from '../boot-task.ts'
import type { Context } from '../context.ts'
import type { MachineFacts } from '../firmware.ts'
import type { FromPxeClient } from '../pxe-client/messages.ts'
import type { Ask, DhcpOrders, PxeOrders } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'
import { VERSION } from '../version.ts'
import { carefulPort } from './careful-port.ts'
import { requireRoot } from './require-root.ts'
import { openRoom } from './room.ts'
import { type Stand, standFor, standsElsewhere } from './stand.ts'
import { startDhcpClient, startPxeClient } from './start-clients.ts'
import { tenancyOf } from './tenancy.ts'

/** What a live boot has beside its task. */
export interface LiveMeans {
  /** Open files for kernel and ramdisk; null: only look for the files. */
  downloads: { kernel: Target; ramdisk: Target } | null
  /** As in DownloadOptions. */
  signatures: string | null
  /** Asks the person at the console; null: nobody is there. */
  choose: ((screen: Screen) => Promise<Choice>) | null
  machine: MachineFacts
}

/** Plays the boot on the host's network. Rejects with a BootError where there is no report: no port, no rights, an abort. */
export async function playLive(task: BootTask, means: LiveMeans, context: Context): Promise<BootReport> {
  const started = performance.now()
  requireRoot()
  const device = await findPlace(task.place)
  const dry = task.lease !== 'keep' || means.downloads === null
  const sighting = await findGuest(task.guest.mac, device)
  const stand = standFor(task, { dry, device: device.name, sighting })
  if (stand.warning !== null) context.onEvent({ event: 'Warned', message: stand.warning })
  const there = { task, means, context, device, dry, started }
  const report = await playThere(stand, there)
  const elsewhere = standsElsewhere(stand, there)
  return elsewhere === null ? report : playThere(elsewhere, there)
}

interface There {
  task: BootTask
  means: LiveMeans
  context: Context
  device: Device
  /** Nothing is booted. */
  dry: boolean
  /** By performance.now(). */
  started: number
}

async function playThere(
  stand: Stand,
  { task, means, context, device, dry, started }: There,
): Promise<BootReport> {
  const { onEvent, signal } = context
  signal.throwIfAborted()
  const caCertificates = readCertificates(task.caFile)
  const { guest } = task
  const { mode } = stand
  const { pcap, runas } = task.place
  const { downloads, signatures, machine } = means
  const files = downloads === null ? [] : [downloads.kernel.fd, downloads.ramdisk.fd]
  const room = await openRoom(mode, runas)
  const { seccomp, keyring } = room.confinement
  onEvent({
    event: 'ClientsConfined',
    user: room.user?.uid ?? null,
    seccomp: seccomp !== null,
    keyring: seccomp !== null || keyring.length > 0,
  })
  const holder = { pid: room.pid, user: room.user?.uid ?? null, mac: stand.mac }
  const guestPort = mode === 'guest' ? makePort(holder, device) : Promise.resolve(null)
  // It may fail before anybody waits for it.
  guestPort.catch(() => {})
  let capture: Capture | null = null
  try {
    const settings = { files, limits: task.limits, signal }
    const dhcp = await startDhcpClient(room, settings)
    // A client that has ended is the reason, not what the tools then say of it.
    const [port] = await Promise.race([Promise.all([guestPort, dhcp.ready]), dhcp.failed])
    // The host's end of the port has the guest's packets alone; any other device has those of others too.
    if (pcap !== null)
      capture = await startCapture(
        pcap,
        port?.hostPort ?? device.name,
        port?.hostPort ? [] : mode === 'guest' ? [stand.mac, stand.lastMac] : [guest.mac],
      )
    const networkMs = since(started)
    onEvent({
      event: 'GuestPortMade',
      mode,
      device: device.name,
      port: port?.hostPort ?? null,
      ms: networkMs,
    })
    const dhcpOrders: DhcpOrders = {
      // A running guest keeps its lease: never request or release it.
      task: dry && stand.running !== null ? { ...task, lease: 'offer' } : task,
      mode,
      device: mode === 'guest' ? PORT_NAME : device.name,
      network: device.name,
    }
    // It gets a copy of every UDP packet that arrives, and a download has many.
    const { lease: leaseUse } = dhcpOrders.task
    const stays = leaseUse === 'return' || (leaseUse === 'offer' && downloads === null)
    const careful = port && carefulPort(port, stand, { mac: guest.mac, dry, device: device.name })
    const tenancy = tenancyOf(dhcp, dhcpOrders, { port: careful, stays, onEvent })
    onEvent({ event: 'LeaseWanted', mac: guest.mac })
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
      task,
      machine,
      mode,
      mtu: device.mtu,
      downloads: downloads && { kernel: downloads.kernel.path, ramdisk: downloads.ramdisk.path },
      signatures,
      caCertificates,
      attended: means.choose !== null,
      userAgent: `tspxeboot/${VERSION}`,
    }
    const answer = async (question: Ask<FromPxeClient>): Promise<unknown> =>
      question.question === 'lease' ? lease : means.choose?.(question.screen)
    const { report } = await pxe.run(pxeOrders, answer, onEvent)
    const totalMs = since(started)
    await tenancy.end()
    const { fetchMs } = report.timing
    const configMs = Math.max(0, totalMs - networkMs - dhcpMs - fetchMs)
    return {
      ...report,
      guest: { ...guest, ...(dry && stand.running !== null ? { running: true as const } : {}) },
      // Where it could not be used, the PXE client has not seen it.
      lease: report.lease ?? tenancy.lease(),
      timing: { totalMs, networkMs, dhcpMs, configMs, fetchMs },
    }
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

async function makePort(holder: PortHolder, device: Device): Promise<GuestPort> {
  await settleNetwork(holder.pid)
  return makeGuestPort(holder, device)
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
