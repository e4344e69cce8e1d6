/** Classless static routes: option 121 (RFC 3442). */

import { ipv4FromNumber, ipv4ToNumber, netmaskOf } from '../../addresses.ts'
import type { WireType } from './wire-types.ts'

/** A route of option 121. */
export interface Route {
  /** Dotted quad, without bits outside the prefix. */
  destination: string
  prefixLength: number
  /** 0.0.0.0: the destination is on the link itself. */
  gateway: string
}

/** Each route: prefix length, the destination's significant bytes, the gateway. */
export const routeList: WireType<Route[]> = {
  encode: (routes) => Buffer.concat(routes.map(encodeRoute)),
  decode: (bytes) => {
    const routes: Route[] = []
    let at = 0
    while (at < bytes.length) {
      const prefixLength = bytes.readUInt8(at)
      const significant = Math.ceil(prefixLength / 8)
      if (prefixLength > 32 || at + 1 + significant + 4 > bytes.length) return null
      const destination = Buffer.alloc(4)
      bytes.copy(destination, 0, at + 1, at + 1 + significant)
      routes.push({
        destination: maskedAddress(destination.readUInt32BE(), prefixLength),
        prefixLength,
        gateway: ipv4FromNumber(bytes.readUInt32BE(at + 1 + significant)),
      })
      at += 1 + significant + 4
    }
    return routes.length > 0 ? routes : null
  },
}

function encodeRoute({ destination, prefixLength, gateway }: Route): Buffer {
  const bytes = Buffer.alloc(9)
  const significant = Math.ceil(prefixLength / 8)
  bytes.writeUInt8(prefixLength)
  bytes.writeUInt32BE(ipv4ToNumber(destination), 1)
  bytes.writeUInt32BE(ipv4ToNumber(gateway), 1 + significant)
  return bytes.subarray(0, 1 + significant + 4)
}

function maskedAddress(address: number, prefixLength: number): string {
  return ipv4FromNumber((address & ipv4ToNumber(netmaskOf(prefixLength))) >>> 0)
}
