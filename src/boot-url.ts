/**
 * Where a boot file lies, as a URL. Names are Latin-1 strings, one character a byte, because that is what
 * PXELINUX and TFTP know; a URL carries them percent-encoded. Splitting follows syslinux core/fs/pxe/urlparse.c.
 */

import { schemeOf } from './url-schemes.ts'

/** A URL taken apart. */
export interface BootUrl {
  /** Lower case, without the colon: `tftp`, `http`, `https`, `file`, or an unknown one. */
  scheme: string
  /** Name or address; empty if the URL has none (`file:///x`). */
  host: string
  port: number | null
  /**
   * tftp, file: the bytes as they go to the server, decoded, without the slash that follows the host.
   * Other schemes: path and query as they stand, with the leading slash.
   */
  name: string
  /** `octet` or `netascii` if a tftp URL has `;mode=` (RFC 3617). */
  mode?: string
}

/** `tftp://SERVER[:PORT]/NAME`: each byte of `name` outside the unreserved set is encoded, a leading slash stays. */
export function tftpUrl(server: string, name: string, port?: number): string {
  return `tftp://${server}${port === undefined ? '' : `:${port}`}/${encodeName(name)}`
}

/** Takes a boot URL apart; null if `url` is not `SCHEME://...` or its port is not a port number. */
export function parseBootUrl(url: string): BootUrl | null {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/;#?]*)([^#]*)/is.exec(url)
  if (match === null) return null
  const [, scheme = '', authority = '', rest = ''] = match
  const place = /^(?:.*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/s.exec(authority)
  if (place === null) return null
  const [, host = '', digits = ''] = place
  const port = digits === '' ? null : Number(digits)
  if (port !== null && (port < 1 || port > 65535)) return null
  const lower = scheme.toLowerCase()
  if (schemeOf(lower)?.names !== 'bytes') return { scheme: lower, host, port, name: slashed(rest) }
  const [path = '', ...parameters] = rest.split(';')
  const mode = parameters.map((parameter) => /^mode=(.*)$/is.exec(parameter)?.[1]).find((value) => value)
  const name = decodeName(path.replace(/^\//, ''))
  return { scheme: lower, host, port, name, ...(mode === undefined ? {} : { mode: mode.toLowerCase() }) }
}

/** `%XX` as the byte it stands for; any other percent sign is literal. */
export function decodeName(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function encodeName(name: string): string {
  return name.replace(/[^A-Za-z0-9\-._~/]/g, (char) => {
    const bytes = char.charCodeAt(0) < 0x100 ? Buffer.from(char, 'latin1') : Buffer.from(char)
    return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  })
}

/** The path of `http://host` and `http://host?query` is `/`. */
function slashed(rest: string): string {
  return rest.startsWith('/') ? rest : `/${rest}`
}
