/** The packets that a network boot's DHCP client sends (RFC 2131 table 5, RFC 4578, PXE 2.1 table 2-5). */

import { isHostAddress } from '../addresses.ts'
import {
  type DhcpOptions,
  type DhcpPacket,
  decodePacket,
  EMPTY_PACKET,
  encodePacket,
  MalformedPacket,
  type MessageType,
  OPTIONS,
  readOptions,
  writeOptions,
} from './codec/index.ts'
import { clientIdOf, type DhcpRequest } from './request.ts'
import type { DhcpMessage } from './transport.ts'

/** UDP port of DHCP servers. */
export const SERVER_PORT = 67
/** UDP port of proxyDHCP and boot servers (PXE 2.1 section 2.2.5). */
export const PXE_PORT = 4011
/** The address of everybody on the link. */
export const BROADCAST = '255.255.255.255'
/** The address of a host that has none yet. */
export const NO_ADDRESS = '0.0.0.0'

/** Bytes that fit into an Ethernet frame: room for long option lists without fragments. */
const MAX_MESSAGE_BYTES = 1472
/** UNDI 2.1, like most boot ROMs. */
const UNDI_VERSION = [1, 2, 1] as const
/** The options that are requested: routes (121) before routers (3), as RFC 3442 requires. */
const WANTED = [
  1, 121, 3, 6, 12, 15, 17, 26, 43, 51, 54, 58, 59, 66, 67, 97, 119, 150, 175, 208, 209, 210, 211,
]

/** The options that iPXE requests (net/udp/dhcp.c). */
const WANTED_BY_IPXE = [
  1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129, 130, 131, 132, 133, 134, 135, 175, 203,
]

/** What all our packets of one transaction share. */
export interface Sender {
  request: DhcpRequest
  xid: number
  /** Seconds since the exchange began. */
  secs: number
}

/** A DISCOVER: looks for servers (RFC 2131 section 4.4.1). */
export function discover(sender: Sender): Buffer {
  return packetOf(sender, 'DISCOVER', pxeOptions(sender.request))
}

/** A REQUEST that takes an offer (RFC 2131 section 4.3.2, "generated during SELECTING state"). */
export function requestOffer(sender: Sender, offer: { address: string; server: string }): Buffer {
  return packetOf(sender, 'REQUEST', {
    requestedAddress: offer.address,
    serverId: offer.server,
    ...pxeOptions(sender.request),
  })
}

/**
 * A REQUEST for boot information from a proxy or boot server (PXE 2.1 section 2.2.5). `ciaddr` 0.0.0.0: our address is
 * not on the interface; `vendorOptions` null: no option 43.
 */
export function requestBoot(sender: Sender, ciaddr: string, vendorOptions: Buffer | null): Buffer {
  const options = { ...pxeOptions(sender.request), ...(vendorOptions && { vendorOptions }) }
  return packetOf(sender, 'REQUEST', options, ciaddr)
}

/** A DECLINE: somebody else uses the address (RFC 2131 section 4.4.4). */
export function decline(sender: Sender, lease: { address: string; server: string }): Buffer {
  const options = { requestedAddress: lease.address, serverId: lease.server, message: 'address in use' }
  return packetOf(sender, 'DECLINE', options)
}

/** A RELEASE: gives the lease back (RFC 2131 section 4.4.6). */
export function release(sender: Sender, lease: { address: string; server: string }): Buffer {
  return packetOf(sender, 'RELEASE', { serverId: lease.server }, lease.address)
}

function packetOf(
  { request, xid, secs }: Sender,
  messageType: MessageType,
  options: DhcpOptions,
  ciaddr = NO_ADDRESS,
): Buffer {
  return encodePacket({
    ...EMPTY_PACKET,
    op: 'request',
    xid,
    secs: Math.min(secs, 0xffff),
    broadcast: ciaddr === NO_ADDRESS,
    ciaddr,
    chaddr: request.mac,
    options: writeOptions(OPTIONS, { messageType, clientId: clientIdOf(request), ...options }),
  })
}

function pxeOptions({ arch, uuid, userClass, vendorClass, ipxeOptions }: DhcpRequest): DhcpOptions {
  const defaultClass = `PXEClient:Arch:${String(arch).padStart(5, '0')}:UNDI:002001`
  return {
    maxMessageSize: MAX_MESSAGE_BYTES,
    vendorClass: vendorClass ?? defaultClass,
    architectures: [arch],
    interfaceVersion: UNDI_VERSION,
    ...(uuid !== null && { clientUuid: uuid }),
    ...(userClass !== null && { userClass }),
    ...(ipxeOptions !== null && { ipxe: ipxeOptions }),
    parameterRequestList: ipxeOptions === null ? WANTED : WANTED_BY_IPXE,
  }
}

/** A server's packet that is meant for us. */
export interface Reply {
  packet: DhcpPacket
  options: DhcpOptions
  type: MessageType
  /** Option 54. */
  server: string
  /** Where it came from: the server or a relay. */
  source: string
}

/** Why a packet is dropped; `detail` says more, in words that may differ from packet to packet. */
export interface Refusal {
  refused: string
  detail?: string
  /** The other client whose packet it is. */
  client?: string
}

/** `message` as a reply to the client `mac` in the exchange `xid`, or why it is not one. */
export function readReply(message: DhcpMessage, mac: string, xid: number): Reply | Refusal {
  let packet: DhcpPacket
  try {
    packet = decodePacket(message.payload)
  } catch (error) {
    if (error instanceof MalformedPacket) return { refused: 'malformed', detail: error.message }
    throw error
  }
  if (packet.op !== 'reply') return { refused: 'not a reply' }
  if (packet.chaddr !== mac)
    return { refused: 'another client', detail: packet.chaddr, client: packet.chaddr }
  if (packet.xid !== xid) return { refused: 'another transaction' }
  const options = readOptions(OPTIONS, packet.options)
  if (options.messageType === undefined) return { refused: 'without message type' }
  if (options.serverId === undefined || !isHostAddress(options.serverId)) {
    return { refused: 'without server identifier' }
  }
  return { packet, options, type: options.messageType, server: options.serverId, source: message.source }
}
