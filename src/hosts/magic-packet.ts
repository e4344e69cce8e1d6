/** Wake-on-LAN (AMD, "Magic Packet Technology"): a pattern that wakes a network card anywhere in a frame. */

import { macToBytes } from '../addresses.ts'

/** UDP port 9 (discard, RFC 863), which is never answered. */
export const WAKE_PORT = 9

/** The pattern for the card with this MAC (102 bytes): six bytes 0xff, and the address sixteen times. */
export function magicPacket(mac: string): Buffer {
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array<Buffer>(16).fill(macToBytes(mac))])
}
