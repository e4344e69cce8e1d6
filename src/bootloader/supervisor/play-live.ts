/**
 * The supervisor's side of a live boot: it makes the guest's port, starts the two client processes there, answers
 * their questions, and checks everything that they send. It never reads a byte of the guest's network itself.
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
  readHostNetwork,
  startCapture,
} from '../../guest-port/index.ts'
import type { BootTask } from '../boot-task.ts'
import type { Context } from '../context.ts'
import type { FromPxeClient } from '../pxe-client/messages.ts'
import type { Question } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'
import { carefulPort } from './careful-port.ts'
import { dhcpSession } from './dhcp-session.ts'
import type { LiveMeans } from './live-means.ts'
import { hostNetworkInstead, type NetworkUse, networkUseOf } from './network-use.ts'
import { dhcpOrders, pxeOrders } from './orders.ts'
import { requireRoot } from './require-root.ts'
import type { Room } from './room.ts'
import { type Crew, startCrew } from './start-clients.ts'

/** Plays the boot on the host's network. Rejects with a BootError if there is no report: no port, no rights, an abort. */
export async function playLive(task: BootTask, means: LiveMeans, context: Context): Promise<BootReport> {
  const started = performance.now()
  requireRoot()
  context.signal.throwIfAborted()
  const caCertificates = readCertificates(task.caFile)
  const crew = crewOf(task, means, context)
  // The clients start while we look whether the guest runs.
  const early = crew(task.place.mode)
  // It may fail before anybody waits for it.
  early.catch(() => {})
  try {
    const network = await readHostNetwork()
    const device = await findPlace(task.place, network)
    const dry = task.lease !== 'keep' || means.downloads === null
    const sighting = await findGuest(task.guest.mac, device, network)
    const use = networkUseOf(task, { dry, device: device.name, sighting })
    if (use.warning !== null) context.onEvent({ event: 'Warned', message: use.warning })
    const there = { task, means, context, caCertificates, device, dry, started, loadsIpxe: false }
    const first = await playThere(
      use,
      use.mode === task.place.mode ? await early : await crew(use.mode),
      there,
    )
    const onHost = hostNetworkInstead(use, there)
    const last = onHost ?? use
    const report = onHost === null ? first : await playThere(last, await crew(last.mode), there)
    // The boot file's name did not show that it is iPXE, and the DHCP client had ended before its content was read.
    if (report.error?.reason !== 'ipxe-by-content') return report
    return await playThere(last, await crew(last.mode), { ...there, loadsIpxe: true })
  } finally {
    await early.then(
      ({ room }) => room.close(),
      () => {},
    )
  }
}

function crewOf({ place, limits }: BootTask, { downloads }: LiveMeans, { signal }: Context) {
  const files = downloads === null ? [] : [downloads.kernel.fd, downloads.ramdisk.fd]
  return (mode: NetworkUse['mode']): Promise<Crew> => startCrew(mode, place.runas, { files, limits, signal })
}

interface There {
  task: BootTask
  means: LiveMeans
  context: Context
  /** PEM; null: Node's own. */
  caCertificates: string | null
  device: Device
  /** Whether nothing is booted. */
  dry: boolean
  /** By performance.now(). */
  started: number
  /** Whether the boot file of an earlier exchange turned out, by its content, to be iPXE. */
  loadsIpxe: boolean
}

/** Plays the boot with these clients, and ends them. */
async function playThere(
  use: NetworkUse,
  { room, settled, dhcp, pxe }: Crew,
  { task, means, context, caCertificates, device, dry, started, loadsIpxe }: There,
): Promise<BootReport> {
  const { onEvent } = context
  const { guest } = task
  const { mode } = use
  const { downloads } = means
  tellConfinement(room, context)
  const holder = { process: room.process, user: room.user?.uid ?? null, mac: use.mac }
  const guestPort =
    mode === 'guest'
      ? settled.then(() => makeGuestPort(holder, device, context.signal))
      : Promise.resolve(null)
  // It may fail before anybody waits for it.
  guestPort.catch(() => {})
  let capture: Capture | null = null
  try {
    // If the client has ended, that is the error, not what the tools then say about its namespace.
    const [port] = await Promise.race([Promise.all([guestPort, dhcp.ready]), dhcp.failed])
    capture = await captureAt(port, device.name, use, task)
    const networkMs = since(started)
    const { name } = device
    onEvent({ event: 'GuestPortMade', mode, device: name, port: port?.hostPort ?? null, ms: networkMs })

    const orders = dhcpOrders(task, mode, name, { guestRuns: dry && use.running !== null, loadsIpxe })
    const careful = port && carefulPort(port, use, { mac: guest.mac, dry, device: name })
    const session = dhcpSession(dhcp, orders, { port: careful, isDownload: downloads !== null, onEvent })
    onEvent({ event: 'LeaseWanted', mac: guest.mac })
    const ordered = performance.now()
    let dhcpMs = 0
    const lease = session.begin().finally(() => {
      dhcpMs = since(ordered)
    })
    // It may fail before the PXE client asks for it.
    lease.catch(() => {})

    await Promise.race([pxe.ready, pxe.failed])
    const answer = async (question: Question<FromPxeClient>): Promise<unknown> =>
      question.question === 'lease' ? lease : means.choose?.(question.screen)
    const { report } = await pxe.run(
      pxeOrders(task, means, mode, device.mtu, caCertificates),
      answer,
      onEvent,
    )
    const totalMs = since(started)
    await session.end()
    const { fetchMs } = report.timing
    const configMs = Math.max(0, totalMs - networkMs - dhcpMs - fetchMs)
    return {
      ...report,
      guest: { ...guest, ...(dry && use.running !== null ? { running: true as const } : {}) },
      // A lease that could not be used never reached the PXE client.
      lease: report.lease ?? session.lease(),
      timing: { totalMs, networkMs, dhcpMs, configMs, fetchMs },
    }
  } finally {
    await capture?.stop()
    // Its processes must have ended before anyone touches the files that they write.
    await room.close()
    // Wait for tools that still make the port, or it would be left behind.
    const [port] = await Promise.allSettled([guestPort])
    if (port.status === 'fulfilled') await port.value?.remove()
  }
}

function tellConfinement({ user, confinement: { seccomp, keyring } }: Room, { onEvent }: Context): void {
  onEvent({
    event: 'ClientsConfined',
    user: user?.uid ?? null,
    seccomp: seccomp !== null,
    keyring: seccomp !== null || keyring.length > 0,
  })
}

/** Starts the capture that the task asks for; null: none. */
async function captureAt(
  port: GuestPort | null,
  device: string,
  { mode, mac, lastMac }: NetworkUse,
  { guest, place: { pcap } }: BootTask,
): Promise<Capture | null> {
  if (pcap === null) return null
  // The host's end of the port carries only the guest's packets; any other device carries those of others too.
  if (port?.hostPort) return startCapture(pcap, port.hostPort, [])
  return startCapture(pcap, device, mode === 'guest' ? [mac, lastMac] : [guest.mac])
}

function since(start: number): number {
  return Math.round(performance.now() - start)
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
