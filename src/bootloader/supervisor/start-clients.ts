/**
 * There are two client processes because a Node.js process cannot give up rights: the one that speaks DHCP has the two
 * capabilities for it, the one that reads configurations and files never has any. The first is in a PID namespace of its
 * own, so that it cannot reach the second.
 */

import { settleNetwork } from '../../guest-port/index.ts'
import { FromDhcpClient, FromPxeClient } from '../pxe-client/messages.ts'
import type { FromClient } from '../pxe-client/protocol.ts'
import { type ClientProtocol, type Conversation, converse } from './converse.ts'
import type { ClientSettings, Room } from './room.ts'

/** What both clients are started with. */
export interface ClientsSettings {
  /** Descriptors of the files for kernel and ramdisk; empty: nothing is downloaded. */
  files: readonly number[]
  /** The limits of the run: its time, and the bytes of a file. */
  limits: { totalMs: number; maxSize: number }
  /** Whether kernels are examined, which may be packed. */
  unpacks: boolean
  signal: AbortSignal
}

/** MiB of JavaScript objects. A configuration of 8 MiB takes a quarter of the PXE client's; files are not kept in memory. */
const HEAP = { dhcp: 128, pxe: 1024 }
/** The initrds of one entry are joined in one file, which may be this many times the size limit of a file. */
const FILES_JOINED = 4

/** Each lease's address is probed, and after a conflict the next one's. */
export const DHCP_PROTOCOL: ClientProtocol<FromDhcpClient> = {
  name: 'DHCP client',
  schema: FromDhcpClient,
  mayAsk: { 'who-has': 8, configure: 1, leave: 1 },
}
/** A menu comes back after a failed boot. */
export const PXE_PROTOCOL: ClientProtocol<FromPxeClient> = {
  name: 'PXE client',
  schema: FromPxeClient,
  mayAsk: { lease: 1, choose: 1000 },
}

/**
 * The room with both clients in it. Each can be given its orders once it is ready; its rights have been checked by then.
 */
export interface Crew {
  room: Room
  /** Resolves when the room's network is ready for a device (network-settings.ts). */
  settled: Promise<void>
  dhcp: Conversation<FromDhcpClient>
  pxe: Conversation<FromPxeClient>
}

/** Starts both clients in a room, which is closed if that fails. Throws as openRoom does. */
export async function startCrew(
  opening: Promise<Room>,
  mode: 'guest' | 'host',
  settings: ClientsSettings,
): Promise<Crew> {
  const room = await opening
  try {
    const settled = mode === 'guest' ? settleNetwork(room.process) : Promise.resolve()
    const [dhcp, pxe] = await Promise.all([startDhcpClient(room, settings), startPxeClient(room, settings)])
    return { room, settled, dhcp, pxe }
  } catch (error) {
    await room.close()
    throw error
  }
}

function startDhcpClient(room: Room, settings: ClientsSettings): Promise<Conversation<FromDhcpClient>> {
  return startClient(room, settings, DHCP_PROTOCOL, {
    program: 'dhcp-client',
    capabilities: ['net_raw', 'net_bind_service'],
    heap: HEAP.dhcp,
    files: [],
    fileBytes: 0,
    apart: true,
    startsPrograms: false,
  })
}

function startPxeClient(room: Room, settings: ClientsSettings): Promise<Conversation<FromPxeClient>> {
  return startClient(room, settings, PXE_PROTOCOL, {
    program: 'pxe-client',
    capabilities: [],
    heap: HEAP.pxe,
    files: settings.files,
    fileBytes: FILES_JOINED * settings.limits.maxSize,
    apart: false,
    startsPrograms: settings.unpacks,
  })
}

async function startClient<Message extends FromClient>(
  room: Room,
  { limits, signal }: ClientsSettings,
  protocol: ClientProtocol<Message>,
  { fileBytes, ...own }: Omit<ClientSettings, 'limits'> & { fileBytes: number },
): Promise<Conversation<Message>> {
  // The kernel ends a client that computes without end: the limit is two cores for the run's whole time.
  const cpuSeconds = 2 * Math.ceil(limits.totalMs / 1000) + 10
  const client = await room.start({ ...own, limits: { cpuSeconds, fileBytes } })
  const conversation = converse(client, protocol, signal)
  const ready = conversation.ready.then(() => client.settleRights())
  // It may fail before anybody waits for it.
  ready.catch(() => {})
  return { ...conversation, ready }
}
