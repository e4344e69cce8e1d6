/** DHCP options that a network boot sends or reads (RFC 2132 unless the row says otherwise). */

import { domainList } from './domain-list.ts'
import type { OptionTable, OptionValues } from './option-table.ts'
import { routeList } from './route-list.ts'
import {
  interfaceVersion,
  ipv4,
  listOf,
  machineId,
  oneOf,
  opaque,
  text,
  uint8,
  uint16,
  uint32,
} from './wire-types.ts'

/** Option 53: RFC 2132 section 9.6, in the order of their numbers from 1. */
export const MESSAGE_TYPES = [
  'DISCOVER',
  'OFFER',
  'REQUEST',
  'DECLINE',
  'ACK',
  'NAK',
  'RELEASE',
  'INFORM',
] as const
/** A DHCP message type by name. */
export type MessageType = (typeof MESSAGE_TYPES)[number]

/**
 * Option 93: client architectures of RFC 4578 section 2.1 by the names that `--arch` takes; 11 is from the IANA
 * registry.
 */
export const ARCHITECTURES = { bios: 0, 'efi-x86_64': 7, 'efi-arm64': 11 } as const

/** The options: number and wire type. A new one is a row. */
export const OPTIONS = {
  subnetMask: { code: 1, type: ipv4 },
  routers: { code: 3, type: listOf(ipv4) },
  dnsServers: { code: 6, type: listOf(ipv4) },
  hostName: { code: 12, type: text },
  domainName: { code: 15, type: text },
  rootPath: { code: 17, type: text },
  mtu: { code: 26, type: uint16 },
  broadcastAddress: { code: 28, type: ipv4 },
  vendorOptions: { code: 43, type: opaque }, // for PXE: pxe-options.ts
  requestedAddress: { code: 50, type: ipv4 },
  leaseSeconds: { code: 51, type: uint32 },
  overload: { code: 52, type: uint8 }, // 1: file, 2: sname, 3: both hold options
  messageType: { code: 53, type: oneOf(MESSAGE_TYPES) },
  serverId: { code: 54, type: ipv4 },
  parameterRequestList: { code: 55, type: listOf(uint8) },
  message: { code: 56, type: text },
  maxMessageSize: { code: 57, type: uint16 },
  renewSeconds: { code: 58, type: uint32 }, // T1
  rebindSeconds: { code: 59, type: uint32 }, // T2
  vendorClass: { code: 60, type: text },
  clientId: { code: 61, type: opaque },
  tftpServerName: { code: 66, type: text },
  bootFileName: { code: 67, type: text },
  userClass: { code: 77, type: text }, // plain text as boot ROMs send it, not the list of RFC 3004
  relayAgent: { code: 82, type: opaque }, // RFC 3046
  architectures: { code: 93, type: listOf(uint16) }, // RFC 4578 2.1
  interfaceVersion: { code: 94, type: interfaceVersion }, // RFC 4578 2.2
  clientUuid: { code: 97, type: machineId }, // RFC 4578 2.3
  domainSearch: { code: 119, type: domainList }, // RFC 3397
  classlessRoutes: { code: 121, type: routeList }, // RFC 3442
  tftpServers: { code: 150, type: listOf(ipv4) }, // RFC 5859
  ipxe: { code: 175, type: opaque }, // iPXE's own options
  pxelinuxMagic: { code: 208, type: opaque }, // RFC 5071 3
  configFile: { code: 209, type: text }, // RFC 5071 4
  pathPrefix: { code: 210, type: text }, // RFC 5071 5
  rebootSeconds: { code: 211, type: uint32 }, // RFC 5071 6
} as const satisfies OptionTable

/** Values of DHCP options by their names in OPTIONS. */
export type DhcpOptions = OptionValues<typeof OPTIONS>
