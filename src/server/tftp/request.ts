/** TFTP requests as a server reads them, and the errors it answers with (RFC 1350 section 5, RFC 2347). */

export interface TftpRequest {
  kind: 'read' | 'write'
  /** Latin-1, one character a byte. */
  name: string
  /** Lower case: `octet`, `netascii`, ... */
  mode: string
  /** Known options with values in their bounds; a server passes over the others (RFC 2347). */
  options: ReadonlyMap<string, number>
}

/** ERROR codes of RFC 1350 appendix. */
export const TFTP_ERRORS = { other: 0, missing: 1, denied: 2, illegal: 4 } as const

const MAX_SIZE = 512
const BOUNDS: Record<string, { min: number; max: number }> = {
  blksize: { min: 8, max: 65464 }, // RFC 2348
  tsize: { min: 0, max: 0 }, // RFC 2349: 0 in a read request
  windowsize: { min: 1, max: 65535 }, // RFC 7440
}

/** The request in `packet`; null if it is none. */
export function decodeRequest(packet: Buffer): TftpRequest | null {
  if (packet.length < 4 || packet.length > MAX_SIZE) return null
  const opcode = packet.readUInt16BE(0)
  if (opcode !== 1 && opcode !== 2) return null
  const [name, mode, ...words] = packet.toString('latin1', 2).split('\0')
  if (!name || !mode || words.length === 0) return null
  const options = new Map<string, number>()
  for (let at = 0; at + 1 < words.length; at += 2) {
    const option = words[at]?.toLowerCase() ?? ''
    const text = words[at + 1] ?? ''
    const bounds = Object.hasOwn(BOUNDS, option) ? BOUNDS[option] : undefined
    const value = Number(text)
    if (bounds && /^\d+$/.test(text) && bounds.min <= value && value <= bounds.max) options.set(option, value)
  }
  return { kind: opcode === 1 ? 'read' : 'write', name, mode: mode.toLowerCase(), options }
}

/** An ERROR packet; `message` is ASCII. */
export function encodeError(code: number, message: string): Buffer {
  return Buffer.concat([Buffer.from([0, 5, 0, code]), Buffer.from(`${message}\0`, 'latin1')])
}
