/**
 * Text that is really bytes. PXELINUX, TFTP and DHCP know no encoding: names and command lines are kept as strings
 * of one character a byte (Latin-1), so that they go out as they came in. `readable` makes them fit to show.
 */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text that a person typed, as bytes in UTF-8, one character a byte. */
export function byteText(typed: string): string {
  return Buffer.from(typed, 'utf8').toString('latin1')
}

/** Byte text for people and JSON: decoded as UTF-8 if it is valid UTF-8, else as Latin-1. Other text is unchanged. */
export function readable(bytes: string): string {
  if (/[^\0-\xff]/.test(bytes)) return bytes
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return bytes
  }
}
