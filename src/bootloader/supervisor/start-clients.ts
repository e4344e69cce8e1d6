/**
 * Two processes for what one could do, because a process of Node.js cannot give up rights: the one that speaks DHCP has
 * the two capabilities for it, the one that reads configurations and files never has any. They start at the same time.
 */

import { FromDhcpClient, FromPxeClient } from '../pxe-client/messages.ts'
import { type Conversation, converse, type Speech } from './converse.ts'
import type { Room } from './room.ts'

export interface ClientsSettings {
  /** Who both become; null: nobody else, in a user namespace that has no other user. */
  user: number | null
  /** Descriptors of the files for kernel and ramdisk; empty: nothing is downloaded. */
  files: readonly number[]
  /** The limits of the run: its time, and the bytes of a file. */
  limits: { totalMs: number; maxSize: number }
}

export interface Clients {
  dhcp: Conversation<FromDhcpClient>
  pxe: Conversation<FromPxeClient>
}

/** MiB of objects. A configuration of 8 MiB takes a quarter of the PXE client's; files pass through without being held. */
const HEAP = { dhcp: 128, pxe: 1024 }
/** Initrds of one entry are joined in one file. */
const FILES_JOINED = 4

/** An address conflict is looked for again, and menus come back after a failed boot. */
export const DHCP_SPEECH: Speech<FromDhcpClient> = {
  name: 'DHCP client',
  schema: FromDhcpClient,
  mayAsk: { 'who-has': 8, configure: 1, leave: 1 },
}
export const PXE_SPEECH: Speech<FromPxeClient> = {
  name: 'PXE client',
  schema: FromPxeClient,
  mayAsk: { lease: 1, choose: 100 },
}

export async function startClients(
  room: Room,
  { user, files, limits }: ClientsSettings,
  signal: AbortSignal,
): Promise<Clients> {
  // A process that goes astray ends by itself: two cores, all the time.
  const cpuSeconds = 2 * Math.ceil(limits.totalMs / 1000) + 10
  const [dhcp, pxe] = await Promise.all([
    room.start({
      program: 'dhcp-client',
      capabilities: ['net_raw', 'net_bind_service'],
      user,
      heap: HEAP.dhcp,
      files: [],
      limits: { cpuSeconds, fileBytes: 0 },
    }),
    room.start({
      program: 'pxe-client',
      capabilities: [],
      user,
      heap: HEAP.pxe,
      files,
      limits: { cpuSeconds, fileBytes: FILES_JOINED * limits.maxSize },
    }),
  ])
  return { dhcp: converse(dhcp, DHCP_SPEECH, signal), pxe: converse(pxe, PXE_SPEECH, signal) }
}
