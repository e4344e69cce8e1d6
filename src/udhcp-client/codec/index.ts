/** DHCP packets and their options as bytes and as plain data, for client and server alike; no I/O. */

export { domainList } from './domain-list.ts'
export { decodeOptionAreas, encodeOptionArea, MalformedPacket, type RawOptions } from './option-area.ts'
export {
  type OptionTable,
  type OptionValues,
  readOptions,
  unreadableOptions,
  writeOptions,
} from './option-table.ts'
export { ARCHITECTURES, type DhcpOptions, MESSAGE_TYPES, type MessageType, OPTIONS } from './options.ts'
export { type DhcpPacket, decodePacket, EMPTY_PACKET, encodePacket } from './packet.ts'
export {
  type BootServers,
  DISCOVERY,
  type MenuEntry,
  PXE_OPTIONS,
  type PxeOptions,
  readPxeOptions,
  writePxeOptions,
} from './pxe-options.ts'
export type { Route } from './route-list.ts'
export { ipv4, listOf, text, uint8, uint16, uint32 } from './wire-types.ts'
