/**
 * How values are written in DHCP options. Network byte order throughout; encode and decode are inverse where the wire
 * allows it. Decoding never throws and never reads outside the given bytes.
 */

import { ipv4FromNumber, ipv4ToNumber } from '../../addresses.ts'

/** A value on the wire: how it is written and how it is read. */
export interface WireType<T> {
  encode(value: T): Buffer
  /** null if the bytes cannot hold such a value. */
  decode(bytes: Buffer): T | null
}

/**
 * A value of `size` bytes. An option that was sent twice is one longer option (RFC 3396 section 5), so a whole
 * multiple of `size` is read as well: the first value counts.
 */
export function fixed<T>(
  size: number,
  read: (from: Buffer) => T | null,
  write: (value: T, to: Buffer) => void,
): WireType<T> & { size: number } {
  return {
    size,
    encode: (value) => {
      const bytes = Buffer.alloc(size)
      write(value, bytes)
      return bytes
    },
    decode: (bytes) => (bytes.length > 0 && bytes.length % size === 0 ? read(bytes) : null),
  }
}

/** An unsigned number of one byte. */
export const uint8 = fixed<number>(
  1,
  (from) => from.readUInt8(),
  (value, to) => to.writeUInt8(value),
)

/** An unsigned number of two bytes. */
export const uint16 = fixed<number>(
  2,
  (from) => from.readUInt16BE(),
  (value, to) => to.writeUInt16BE(value),
)

/** An unsigned number of four bytes. */
export const uint32 = fixed<number>(
  4,
  (from) => from.readUInt32BE(),
  (value, to) => to.writeUInt32BE(value),
)

/** An address as a dotted quad. */
export const ipv4 = fixed<string>(
  4,
  (from) => ipv4FromNumber(from.readUInt32BE()),
  (value, to) => to.writeUInt32BE(ipv4ToNumber(value)),
)

/** One or more values of one size, back to back. */
export function listOf<T>(type: WireType<T> & { size: number }): WireType<T[]> {
  return {
    encode: (values) => Buffer.concat(values.map((value) => type.encode(value))),
    decode: (bytes) => {
      if (bytes.length === 0 || bytes.length % type.size !== 0) return null
      const values: T[] = []
      for (let at = 0; at < bytes.length; at += type.size) {
        const value = type.decode(bytes.subarray(at, at + type.size))
        if (value === null) return null
        values.push(value)
      }
      return values
    },
  }
}

/** One of `names`, written as a byte that counts from 1. */
export function oneOf<Name extends string>(names: readonly Name[]): WireType<Name> {
  return fixed<Name>(
    1,
    (from) => names[from.readUInt8() - 1] ?? null,
    (value, to) => to.writeUInt8(names.indexOf(value) + 1),
  )
}

/** Any bytes. */
export const opaque: WireType<Buffer> = { encode: (value) => value, decode: (bytes) => bytes }

/** Text as Latin-1, one character per byte. Some servers end it with a NUL: it is read up to the first. */
export const text: WireType<string> = {
  encode: (value) => Buffer.from(value, 'latin1'),
  decode: textOf,
}

/** The text in `bytes`, up to the first NUL. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end)
}

/** Type 0 and the 16 bytes of the machine's UUID in wire order, as `xxxxxxxx-xxxx-...` (RFC 4578 section 2.3). */
export const machineId = fixed<string>(
  17,
  (from) =>
    from.readUInt8() === 0
      ? from.toString('hex', 1, 17).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      : null,
  (value, to) => to.write(value.replaceAll('-', ''), 1, 'hex'),
)

/** Network interface: type 1 (UNDI), major and minor version, as `[1, 2, 1]` (RFC 4578 section 2.2). */
export const interfaceVersion = fixed<readonly [number, number, number]>(
  3,
  (from) => [from.readUInt8(0), from.readUInt8(1), from.readUInt8(2)],
  (value, to) => to.set(value),
)
