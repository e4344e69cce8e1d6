/** Tag, length, value: the form of option areas in DHCP packets (RFC 2132 section 2) and inside option 43. */

const PAD = 0
const END = 255
const MAX_VALUE = 255

/** Values by option code, in order of appearance. */
export type RawOptions = ReadonlyMap<number, Buffer>

/** A malformed packet or option area; `message` says what is wrong. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket'
}

/** Writes options in the map's order, with END. A value over 255 bytes is split over several options (RFC 3396). */
export function encodeOptionArea(options: RawOptions): Buffer {
  const parts: Buffer[] = []
  for (const [code, value] of options) {
    for (let at = 0; at === 0 || at < value.length; at += MAX_VALUE) {
      const part = value.subarray(at, at + MAX_VALUE)
      parts.push(Buffer.from([code, part.length]), part)
    }
  }
  return Buffer.concat([...parts, Buffer.of(END)])
}

/**
 * Reads the areas as one: the values of an option that occurs several times are joined (RFC 3396 section 7).
 * An area ends at END or at its last byte. Throws MalformedPacket where an option is longer than its area.
 */
export function decodeOptionAreas(...areas: Buffer[]): Map<number, Buffer> {
  const options = new Map<number, Buffer[]>()
  for (const area of areas) {
    let at = 0
    while (at < area.length) {
      const code = area.readUInt8(at)
      if (code === END) break
      at += 1
      if (code === PAD) continue
      const length = area[at]
      if (length === undefined) throw new MalformedPacket(`option ${code} is cut off before its length`)
      const value = area.subarray(at + 1, at + 1 + length)
      if (value.length < length)
        throw new MalformedPacket(`option ${code} says ${length} bytes, has ${value.length}`)
      const parts = options.get(code)
      if (parts) parts.push(value)
      else options.set(code, [value])
      at += 1 + length
    }
  }
  return new Map(Array.from(options, ([code, parts]) => [code, Buffer.concat(parts)]))
}
