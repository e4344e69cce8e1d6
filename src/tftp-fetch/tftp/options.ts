/** The options of a request and what the server agrees to: blksize (RFC 2348), tsize (RFC 2349), windowsize (RFC 7440). */

/** Bytes of a block without negotiation (RFC 1350). */
export const PLAIN_BLOCK_SIZE = 512
/** The largest blksize, bytes (RFC 2348). */
export const MAX_BLOCK_SIZE = 65464
/** Bytes of the IPv4, UDP and TFTP headers of a DATA packet. */
export const HEADERS = 20 + 8 + 4

/** The options of a request: `blockSize` in bytes, `windowSize` in blocks. A window of 1 is not requested. */
export interface RequestedOptions {
  blockSize: number
  windowSize: number
  /**
   * Time after which the server is to repeat a block, microseconds, as tftpd-hpa understands it (tftpd(8), utimeout);
   * null: not requested. It doubles on each repetition, and the sixth is tftpd-hpa's last.
   */
  utimeout: number | null
}

/** The options in effect for a transfer. */
export interface NegotiatedOptions {
  blockSize: number
  windowSize: number
  /** Bytes of the file as the server announced them; null: it did not. */
  totalBytes: number | null
  /** The server answered with an OACK, not with DATA at once. */
  hasOptions: boolean
}

/** The options in effect if the server answers with DATA at once. */
export const PLAIN: NegotiatedOptions = {
  blockSize: PLAIN_BLOCK_SIZE,
  windowSize: 1,
  totalBytes: null,
  hasOptions: false,
}

/** The option fields of a request, as names and values in the order of the packet. */
export function requestOptions({ blockSize, windowSize, utimeout }: RequestedOptions): [string, string][] {
  return [
    ['tsize', '0'],
    ['blksize', String(blockSize)],
    ...(windowSize > 1 ? [['windowsize', String(windowSize)] satisfies [string, string]] : []),
    ...(utimeout === null ? [] : [['utimeout', String(utimeout)] satisfies [string, string]]),
  ]
}

/**
 * The options in effect after an OACK with `options`; a text where it breaks the rules: an option that was not
 * requested, or a value out of range.
 */
export function negotiate(
  requested: RequestedOptions,
  options: ReadonlyMap<string, string>,
): NegotiatedOptions | string {
  const asked = new Set(requestOptions(requested).map(([name]) => name))
  const negotiated = { ...PLAIN, hasOptions: true }
  for (const [name, text] of options) {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    const bad = `it answered option ${name}=${text.slice(0, 20)}`
    if (!asked.has(name)) return `${bad}, which was not requested`
    if (!Number.isSafeInteger(value)) return `${bad}, which is not a number`
    if (name === 'blksize') {
      if (value < 8 || value > requested.blockSize) return `${bad} where ${requested.blockSize} was requested`
      negotiated.blockSize = value
    } else if (name === 'windowsize') {
      if (value < 1 || value > requested.windowSize)
        return `${bad} where ${requested.windowSize} was requested`
      negotiated.windowSize = value
    } else if (name === 'tsize') {
      // A server that gives back the request's own 0 says nothing.
      negotiated.totalBytes = value === 0 ? null : value
    }
  }
  return negotiated
}
