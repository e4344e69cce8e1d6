/** Options inside option 43 that PXE servers send: PXE 2.1 tables 2-1 and 2-4, and 208 to 211 (RFC 5071). */

import { decodeOptionAreas, encodeOptionArea, MalformedPacket } from './option-area.ts'
import { type OptionTable, type OptionValues, readOptions, writeOptions } from './option-table.ts'
import { OPTIONS } from './options.ts'
import { fixed, ipv4, text, textOf, uint8, type WireType } from './wire-types.ts'

/** Boot servers of one type. No addresses: any server that answers. */
export interface BootServers {
  type: number
  addresses: string[]
}

/** An entry of a PXE server's boot menu. */
export interface MenuEntry {
  /** Boot server type; 0: the local disk. */
  type: number
  text: string
}

/** Sub-option 8, a series of: type, number of addresses, addresses. */
const bootServerList: WireType<BootServers[]> = {
  encode: (servers) =>
    Buffer.concat(
      servers.flatMap(({ type, addresses }) => [
        Buffer.of(type >> 8, type & 0xff, addresses.length),
        ...addresses.map((address) => ipv4.encode(address)),
      ]),
    ),
  decode: (bytes) => {
    const servers: BootServers[] = []
    let at = 0
    while (at < bytes.length) {
      const count = bytes[at + 2]
      if (count === undefined || at + 3 + count * 4 > bytes.length) return null
      const addresses = Array.from({ length: count }, (_, index) => {
        const start = at + 3 + index * 4
        return bytes.subarray(start, start + 4).join('.')
      })
      servers.push({ type: bytes.readUInt16BE(at), addresses })
      at += 3 + count * 4
    }
    return servers
  },
}

/** Sub-option 9, a series of: type, length of the text, text. */
const bootMenu: WireType<MenuEntry[]> = {
  encode: (entries) =>
    Buffer.concat(
      entries.flatMap((entry) => {
        const label = text.encode(entry.text)
        return [Buffer.of(entry.type >> 8, entry.type & 0xff, label.length), label]
      }),
    ),
  decode: (bytes) => {
    const entries: MenuEntry[] = []
    let at = 0
    while (at < bytes.length) {
      const length = bytes[at + 2]
      if (length === undefined || at + 3 + length > bytes.length) return null
      entries.push({ type: bytes.readUInt16BE(at), text: textOf(bytes.subarray(at + 3, at + 3 + length)) })
      at += 3 + length
    }
    return entries
  },
}

/** Sub-option 10: seconds (0: take the first entry at once, 255: wait for ever), and the text for the user. */
const menuPrompt: WireType<{ seconds: number; text: string }> = {
  encode: (prompt) => Buffer.concat([Buffer.of(prompt.seconds), text.encode(prompt.text)]),
  decode: (bytes) => {
    const seconds = bytes[0]
    return seconds === undefined ? null : { seconds, text: textOf(bytes.subarray(1)) }
  },
}

/** Sub-option 71: the boot server type requested or answering, and the layer of its boot files. */
const bootItem = fixed<{ type: number; layer: number }>(
  4,
  (from) => ({ type: from.readUInt16BE(0), layer: from.readUInt16BE(2) }),
  (value, to) => to.writeUInt16BE(value.layer, to.writeUInt16BE(value.type, 0)),
)

/** Bits of sub-option 6, discoveryControl. */
export const DISCOVERY = { noBroadcast: 1, noMulticast: 2, onlyListed: 4, useBootFile: 8 } as const

/** The options inside option 43: number and wire type. */
export const PXE_OPTIONS = {
  discoveryControl: { code: 6, type: uint8 },
  multicastAddress: { code: 7, type: ipv4 },
  bootServers: { code: 8, type: bootServerList },
  bootMenu: { code: 9, type: bootMenu },
  menuPrompt: { code: 10, type: menuPrompt },
  bootItem: { code: 71, type: bootItem },
  configFile: OPTIONS.configFile,
  pathPrefix: OPTIONS.pathPrefix,
} as const satisfies OptionTable

/** Values of the options inside option 43 by their names in PXE_OPTIONS. */
export type PxeOptions = OptionValues<typeof PXE_OPTIONS>

/** The values in option 43; none if it is not a list of options, since each vendor may use it as it likes. */
export function readPxeOptions(vendorOptions: Buffer | undefined): PxeOptions {
  if (vendorOptions === undefined) return {}
  try {
    return readOptions(PXE_OPTIONS, decodeOptionAreas(vendorOptions))
  } catch (error) {
    if (error instanceof MalformedPacket) return {}
    throw error
  }
}

/** The bytes of an option 43 that holds `values`. */
export function writePxeOptions(values: PxeOptions): Buffer {
  return encodeOptionArea(writeOptions(PXE_OPTIONS, values))
}
