/**
 * The supervisor's side of a live boot: it makes the guest's port, starts the two client processes there, answers
 * their questions, and checks everything that they send. It never reads a byte of the guest's network itself.
 */

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
import type { Lease } from '../../lease.ts'
import type { AddressConflict } from '../../udhcp-client/index.ts'
import type { BootTask } from '../boot-task.ts'
import type { Context } from '../context.ts'
import type { FromPxeClient } from '../pxe-client/messages.ts'
import type { Question } from '../pxe-client/protocol.ts'
import type { BootReport } from '../report.ts'
import { type CarefulPort, carefulPort } from './careful-port.ts'
import { dhcpSession } from './dhcp-session.ts'
import type { LiveMeans } from './live-means.ts'
import { hostNetworkInstead, type NetworkUse, networkUseOf } from './network-use.ts'
import { dhcpOrders, pxeOrders } from './orders.ts'
import { openRoom, type Room } from './room.ts'
import { type Crew, startCrew } from './start-clients.ts'

/** What every play of a boot has. */
export interface LiveBoot {
  task: BootTask
  means: LiveMeans
  context: Context
  /** PEM; null: Node's own. */
  caCertificates: string | null
  /** By performance.now(). */
  started: number
  /** Lets the next boot on this host begin. */
  endTurn(): void
}

/** Plays the boot, at first in `room`, which is of the task's own mode and stays the caller's. Rejects as playLive does. */
export async function playInRoom(room: Promise<Room>, boot: LiveBoot): Promise<BootReport> {
  const { task, means, context } = boot
  const { mode } = task.place
  // The clients start while we look whether the guest runs.
  const early = crewFor(boot, mode, room)
  // It may fail before anybody waits for it.
  early.catch(() => {})
  const network = await readHostNetwork()
  const device = await findPlace(task.place, network)
  const dry = task.lease !== 'keep' || means.downloads === null
  const sighting = await findGuest(task.guest.mac, device, network)
  const use = networkUseOf(task, { dry, device: device.name, sighting })
  if (use.warning !== null) context.onEvent({ event: 'Warned', message: use.warning })
  let play: Play = { ...boot, device, dry, use, loadsIpxe: false, conflicts: [] }
  let crew = use.mode === mode ? early : crewFor(boot, use.mode)
  for (;;) {
    const played = await playThere(play, await crew)
    if ('conflict' in played) play = { ...play, conflicts: [...play.conflicts, played.conflict] }
    else {
      const next = playAnew(play, played.report)
      if (next === null) return played.report
      play = next
    }
    crew = crewFor(boot, play.use.mode)
  }
}

function crewFor(
  { task: { place, limits, guestType }, means: { downloads }, context: { signal } }: LiveBoot,
  mode: NetworkUse['mode'],
  room = openRoom(mode, place.runas),
): Promise<Crew> {
  const files = downloads === null ? [] : [downloads.kernel.fd, downloads.ramdisk.fd]
  return startCrew(room, mode, { files, limits, unpacks: guestType !== null, signal })
}

/** One play of the boot, from DHCP on. */
interface Play extends LiveBoot {
  device: Device
  /** Whether nothing is booted. */
  dry: boolean
  use: NetworkUse
  /** As in DhcpOrders: what earlier plays showed. */
  loadsIpxe: boolean
  conflicts: readonly AddressConflict[]
}

/** How a play ended: also because somebody else turned out to have the lease's address. */
type Played = { report: BootReport } | { conflict: AddressConflict }

/** The play that has to follow, because the last one showed what its beginning had to know; null: none. */
function playAnew(play: Play, { error }: BootReport): Play | null {
  const onHost = hostNetworkInstead(play.use, play)
  if (onHost !== null) return { ...play, use: onHost }
  // The boot file's name did not show that it is iPXE, and the DHCP client had ended before its content was read.
  const isIpxe = error?.reason === 'ipxe-by-content' && !play.loadsIpxe
  return isIpxe ? { ...play, loadsIpxe: true, conflicts: [] } : null
}

/** Plays the boot with these clients, and ends them. */
async function playThere(
  { task, means, context, caCertificates, device, dry, started, endTurn, use, ...known }: Play,
  { room, settled, dhcp, pxe }: Crew,
): Promise<Played> {
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

    const orders = dhcpOrders(task, mode, name, { guestRuns: dry && use.running !== null, ...known })
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
    const answer = async (question: Question<FromPxeClient>): Promise<unknown> => {
      if (question.question === 'lease') return lease
      // A person may take long.
      endTurn()
      return means.choose?.(question.screen)
    }
    const played = pxe.run(pxeOrders(task, means, mode, device.mtu, caCertificates), answer, onEvent)
    const conflict = careful === null ? null : await lateConflict(careful, lease, played)
    if (conflict !== null) return { conflict }
    const { report } = await played
    const totalMs = since(started)
    await session.end()
    const { fetchMs } = report.timing
    const configMs = Math.max(0, totalMs - networkMs - dhcpMs - fetchMs)
    return {
      report: {
        ...report,
        guest: { ...guest, ...(dry && use.running !== null ? { running: true as const } : {}) },
        // A lease that could not be used never reached the PXE client.
        lease: report.lease ?? session.lease(),
        timing: { totalMs, networkMs, dhcpMs, configMs, fetchMs },
      },
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

/**
 * Who answers late for the address that the boot uses already; null: nobody, or there is no such address. Rejects with
 * E_NETWORK if it is the guest, or as `played` does if that ends first.
 */
async function lateConflict(
  port: CarefulPort,
  lease: Promise<Lease>,
  played: Promise<unknown>,
): Promise<AddressConflict | null> {
  const asked = lease.then(
    async ({ dhcpServer, address }) => {
      const mac = await port.whoHasAfterAll()
      return mac === null ? null : { server: dhcpServer, address, mac }
    },
    () => null,
  )
  const [conflict] = await Promise.all([asked, Promise.race([played, asked])])
  return conflict
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
