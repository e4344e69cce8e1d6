/**
 * Types of settings: how the bytes of a value are shown, and how a text becomes bytes. Bytes are Latin-1 text.
 * Source: ipxe src/core/settings.c (setting_type_string and the following), src/core/base16.c.
 */

/** A type of settings. */
export interface SettingType {
  name: string
  /** null: such bytes cannot be shown in this way; the expansion is then empty. */
  format(bytes: string): string | null
  /** null: the text is not of this type; undefined: iPXE cannot store it. */
  parse?(text: string): string | null
  /** Bytes of a number; only numbers can be counted up (inc). */
  width?: number
}

/**
 * strtoul with base 0 for the whole text, in 32 bits; null: it is not a number. Without any digits the result is 0.
 * Source: ipxe src/core/string.c (strtoul), src/core/parseopt.c (parse_integer).
 */
export function parseInteger(text: string): number | null {
  const match = /^[ \t\n\v\f\r]*(-?)(?:0x([0-9a-f]*)|0([0-7]*)|([1-9]\d*)?)$/i.exec(text)
  if (match === null) return null
  const [, sign, hex, octal, decimal = ''] = match
  const value =
    hex !== undefined ? digits(hex, 16) : octal !== undefined ? digits(octal, 8) : digits(decimal, 10)
  return sign === '-' ? -value >>> 0 : value
}

/** The value of digits in 32 bits, in time proportional to their number. */
function digits(text: string, base: number): number {
  let value = 0
  // five at a time, so that no intermediate value exceeds 2 ** 53
  for (let at = 0; at < text.length; at += 5) {
    const some = text.slice(at, at + 5)
    value = (value * base ** some.length + Number.parseInt(some, base)) % 2 ** 32
  }
  return value
}

/** Bytes as one number, whatever the width of the type; null: too large for it. */
export function numberOf(bytes: string, signed: boolean): number | null {
  const negative = signed && bytes.charCodeAt(0) >= 0x80
  const filler = negative ? '\xff' : '\0'
  for (let at = 0; at < bytes.length - 4; at++) if (bytes[at] !== filler) return null
  let value = negative ? -1 : 0
  for (const byte of bytes.slice(-4)) value = (value << 8) | byte.charCodeAt(0) | 0
  return signed ? value : value >>> 0
}

/** A number as big-endian bytes, cut to `width`. */
export function numberBytes(value: number, width: number): string {
  const cut = BigInt.asUintN(width * 8, BigInt(Math.trunc(value)))
  return Buffer.from(cut.toString(16).padStart(width * 2, '0'), 'hex').toString('latin1')
}

const hexOf = (bytes: string): string[] => Buffer.from(bytes, 'latin1').toString('hex').match(/../g) ?? []

function hexadecimal(name: string, separator: string): SettingType {
  return {
    name,
    format: (bytes) => hexOf(bytes).join(separator),
    parse(text) {
      const pair = '[0-9a-f]{2}'
      if (!new RegExp(`^${pair}(?:${separator}${pair})*$`, 'i').test(text)) return null
      return Buffer.from(text.replaceAll(/[^0-9a-f]/gi, ''), 'hex').toString('latin1')
    },
  }
}

function integer(name: string, width: number, signed: boolean): SettingType {
  return {
    name,
    width,
    format(bytes) {
      const value = bytes === '' ? null : numberOf(bytes, signed)
      if (value === null) return null
      return signed ? String(value) : `0x${value.toString(16)}`
    },
    parse(text) {
      const value = parseInteger(text)
      return value === null ? null : numberBytes(value, width)
    },
  }
}

const untilNul = (bytes: string): string => bytes.split('\0', 1)[0] ?? ''

const uuidText = (bytes: string): string | null =>
  bytes.length === 16
    ? hexOf(bytes)
        .join('')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    : null

function parseUuid(text: string): string | null {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return null
  return Buffer.from(text.replaceAll('-', ''), 'hex').toString('latin1')
}

/** A UUID with the bytes of its first three fields reversed, as in SMBIOS. */
export function swapUuid(bytes: string): string {
  const part = (from: number, to: number) => [...bytes.slice(from, to)].reverse().join('')
  return part(0, 4) + part(4, 6) + part(6, 8) + bytes.slice(8)
}

/** Characters that are special in a URL, or not allowed in one. */
const ESCAPED = /[^\x21-\x7e]|[%/#:@?=&]/g

const TYPES: readonly SettingType[] = [
  { name: 'string', format: untilNul, parse: (text) => text },
  {
    name: 'uristring',
    format: (bytes) => untilNul(bytes).replace(ESCAPED, (char) => `%${hexOf(char).join('').toUpperCase()}`),
    parse: (text) =>
      text.replace(/%([0-9a-f]{2}|[0-9a-f]$)/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
  },
  {
    name: 'ipv4',
    format: (bytes) =>
      bytes.length < 4 ? null : [...bytes.slice(0, 4)].map((byte) => byte.charCodeAt(0)).join('.'),
    parse(text) {
      const parts = text.split('.').map((part) => (/^[0-9]/.test(part) ? parseInteger(part) : null))
      const bytes = parts.filter((part): part is number => part !== null && part <= 255)
      return parts.length === 4 && bytes.length === 4 ? String.fromCharCode(...bytes) : null
    },
  },
  {
    name: 'ipv6',
    format: (bytes) => (bytes.length < 16 ? null : ipv6Text(bytes.slice(0, 16))),
    parse: ipv6Bytes,
  },
  integer('int8', 1, true),
  integer('int16', 2, true),
  integer('int32', 4, true),
  integer('uint8', 1, false),
  integer('uint16', 2, false),
  integer('uint32', 4, false),
  hexadecimal('hex', ':'),
  hexadecimal('hexhyp', '-'),
  hexadecimal('hexraw', ''),
  {
    name: 'base64',
    format: (bytes) => Buffer.from(bytes, 'latin1').toString('base64'),
    parse(written) {
      const text = written.replaceAll(/[ \t\n\v\f\r]/g, '')
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null
      return Buffer.from(text, 'base64').toString('latin1')
    },
  },
  { name: 'uuid', format: uuidText, parse: parseUuid },
  {
    name: 'guid',
    format: (bytes) => uuidText(swapUuid(bytes)),
    parse(text) {
      const bytes = parseUuid(text)
      return bytes === null ? null : swapUuid(bytes)
    },
  },
  {
    name: 'busdevfn',
    format(bytes) {
      const value = bytes === '' ? null : numberOf(bytes, false)
      if (value === null) return null
      const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')
      return `${hex(value >>> 16, 4)}:${hex((value >>> 8) & 0xff, 2)}:${hex((value >>> 3) & 0x1f, 2)}.${value & 7}`
    },
  },
]

const BY_NAME = new Map(TYPES.map((type) => [type.name, type]))

/** The type with that name; undefined: there is none. */
export function settingType(name: string): SettingType | undefined {
  return BY_NAME.get(name)
}

/** The URL parser writes the longest run of zeros as `::` (RFC 5952). */
function ipv6Text(bytes: string): string {
  const groups = hexOf(bytes).join('').match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

/** `::` stands for one or more groups of zeros; null: not an IPv6 address. */
function ipv6Bytes(text: string): string | null {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [before = [], after = []] = halves
  const missing = 8 - before.length - after.length
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex').toString('latin1')
}
