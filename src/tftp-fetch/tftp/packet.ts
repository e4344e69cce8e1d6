/** TFTP packets (RFC 1350 section 5, RFC 2347) as a client that reads files sends and receives them. Pure. */

/** Opcodes (RFC 1350 section 5, RFC 2347). */
export const OPCODES = { RRQ: 1, WRQ: 2, DATA: 3, ACK: 4, ERROR: 5, OACK: 6 } as const

/** Error codes (RFC 1350 appendix, RFC 2347). */
export const ERRORS = {
  UNDEFINED: 0,
  NOT_FOUND: 1,
  ACCESS_VIOLATION: 2,
  DISK_FULL: 3,
  ILLEGAL_OPERATION: 4,
  UNKNOWN_TRANSFER: 5,
  OPTION_REFUSED: 8,
} as const

/** A packet from a server. */
export type Packet =
  /** `block` as on the wire: 16 bits. `payload` shares memory with the datagram. */
  | { kind: 'data'; block: number; payload: Buffer }
  /** `message` is reduced to printable ASCII. */
  | { kind: 'error'; code: number; message: string }
  /** Option names in lower case, in the server's order; a repeated name is malformed. */
  | { kind: 'oack'; options: ReadonlyMap<string, string> }

const MESSAGE_LIMIT = 200

/** A read request in mode octet. `name` is Latin-1 without NUL. */
export function encodeRequest(name: string, options: Iterable<readonly [string, string]> = []): Buffer {
  const fields = [name, 'octet', ...[...options].flat()]
  return Buffer.from(`\0\x01${fields.join('\0')}\0`, 'latin1')
}

/** An acknowledgement; `block` as on the wire: 16 bits. */
export function encodeAck(block: number): Buffer {
  return Buffer.from([0, OPCODES.ACK, (block >>> 8) & 0xff, block & 0xff])
}

/** An ERROR packet. `message` is Latin-1 without NUL; `code` below 256. */
export function encodeError(code: number, message: string): Buffer {
  return Buffer.from(`\0\x05\0${String.fromCharCode(code)}${message}\0`, 'latin1')
}

/** Decodes a datagram from a server; null if servers do not send such packets. */
export function decodePacket(bytes: Buffer): Packet | null {
  if (bytes.length < 4 || bytes[0] !== 0) {
    return bytes.length >= 2 && bytes.readUInt16BE(0) === OPCODES.OACK
      ? { kind: 'oack', options: new Map() }
      : null
  }
  switch (bytes[1]) {
    case OPCODES.DATA:
      return { kind: 'data', block: bytes.readUInt16BE(2), payload: bytes.subarray(4) }
    case OPCODES.ERROR:
      return { kind: 'error', code: bytes.readUInt16BE(2), message: printable(bytes.subarray(4)) }
    case OPCODES.OACK: {
      const options = decodeOptions(bytes.subarray(2))
      return options === null ? null : { kind: 'oack', options }
    }
    default:
      return null
  }
}

/** name NUL value NUL name NUL value NUL ... (RFC 2347); null for anything else. */
function decodeOptions(bytes: Buffer): Map<string, string> | null {
  const fields = bytes.toString('latin1').split('\0')
  if (fields.pop() !== '' || fields.length % 2 !== 0) return null
  const options = new Map<string, string>()
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase()
    if (options.has(name)) return null
    options.set(name, fields[i + 1] ?? '')
  }
  return options
}

function printable(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  const text = bytes.subarray(0, Math.min(end === -1 ? bytes.length : end, MESSAGE_LIMIT)).toString('latin1')
  return text.replace(/[^\x20-\x7e]+/g, ' ').trim()
}
