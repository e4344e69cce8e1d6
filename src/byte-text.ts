/**
 * Text that is really bytes. PXELINUX, TFTP and DHCP know no encoding: names and command lines are kept as strings
 * of one character a byte (Latin-1), so that they go out as they came in. People see them by `readable`.
 */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text that a person typed, as bytes in UTF-8, one character a byte. */
export function byteText(typed: string): string {
  return Buffer.from(typed, 'utf8').toString('latin1')
}

/** Byte text for people and JSON: read as UTF-8 where it is valid UTF-8, else as Latin-1. Other text stays as it is. */
export function readable(bytes: string): string {
  if (/[^\0-\xff]/.test(bytes)) return bytes
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return bytes
  }
}
