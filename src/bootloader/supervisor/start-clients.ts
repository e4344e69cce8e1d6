/**
 * Two processes for what one could do, because a process of Node.js cannot give up rights: the one that speaks DHCP has
 * the two capabilities for it, the one that reads configurations and files never has any. The first is in namespaces of
 * its own, so that it finds no way to the second.
 */

import { hideFiles } from '../../guest-port/index.ts'
import type { BootEvent } from '../events.ts'
import { FromDhcpClient, FromPxeClient } from '../pxe-client/messages.ts'
import type { FromClient } from '../pxe-client/protocol.ts'
import { type Conversation, converse, type Speech } from './converse.ts'
import type { ClientSettings, Room } from './room.ts'

export interface ClientsSettings {
  mode: 'guest' | 'host'
  /** Who both become; null: nobody else, in a user namespace that has no other user. */
  user: number | null
  /** Descriptors of the files for kernel and ramdisk; empty: nothing is downloaded. */
  files: readonly number[]
  /** The limits of the run: its time, and the bytes of a file. */
  limits: { totalMs: number; maxSize: number }
  signal: AbortSignal
  /** Called with a warning for each part of the host's files that cannot be hidden. */
  onEvent(event: BootEvent): void
}

export interface ConfinedClient<Message extends FromClient> extends Conversation<Message> {
  /** Resolves when the client runs and sees the host's files no more. */
  hidden: Promise<void>
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

export function startDhcpClient(
  room: Room,
  settings: ClientsSettings,
): Promise<ConfinedClient<FromDhcpClient>> {
  return startClient(room, settings, DHCP_SPEECH, {
    program: 'dhcp-client',
    capabilities: ['net_raw', 'net_bind_service'],
    heap: HEAP.dhcp,
    files: [],
    fileBytes: 0,
    apart: true,
  })
}

/** Once the DHCP client is ready: what is hidden here is hidden in the mounts that the DHCP client starts from. */
export function startPxeClient(
  room: Room,
  settings: ClientsSettings,
): Promise<ConfinedClient<FromPxeClient>> {
  return startClient(room, settings, PXE_SPEECH, {
    program: 'pxe-client',
    capabilities: [],
    heap: HEAP.pxe,
    files: settings.files,
    fileBytes: FILES_JOINED * settings.limits.maxSize,
    apart: false,
  })
}

async function startClient<Message extends FromClient>(
  room: Room,
  { mode, user, limits, signal, onEvent }: ClientsSettings,
  speech: Speech<Message>,
  { fileBytes, ...own }: Omit<ClientSettings, 'user' | 'limits'> & { fileBytes: number },
): Promise<ConfinedClient<Message>> {
  // A process that goes astray ends by itself: two cores, all the time.
  const cpuSeconds = 2 * Math.ceil(limits.totalMs / 1000) + 10
  const client = await room.start({ ...own, user, limits: { cpuSeconds, fileBytes } })
  const conversation = converse(client, speech, signal)
  const hide = async (): Promise<void> => {
    await conversation.ready
    // The host's resolver has its configuration and its socket in /run.
    for (const why of await hideFiles(client.mountsOf(), mode === 'host' ? ['run'] : []))
      onEvent({ event: 'Warned', message: `the ${speech.name} process sees files of the host: ${why}` })
  }
  const hidden = hide()
  // It may fail before anybody waits for it.
  hidden.catch(() => {})
  return { ...conversation, hidden }
}
