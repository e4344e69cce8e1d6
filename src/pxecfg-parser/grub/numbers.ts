/** Numbers as GRUB reads them. Source: GRUB kern/misc.c, grub_strtoull. */

/** The largest int; GRUB keeps entry numbers and seconds in one. */
const MAX_INT = 0x7fffffff

/**
 * The number at the beginning of `text`, after blanks: base 16 after `0x`, 8 after `0`, else 10. `rest` is what follows.
 * null: there are no digits, or the value does not fit an int.
 */
export function leadingNumber(text: string): { value: number; rest: string } | null {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+/, '')
  const match = /^0x([0-9a-fA-F]+)|^0([0-7]+)|^([0-9]+)/.exec(trimmed)
  if (match === null) return null
  const [all, hex, octal, decimal = '0'] = match
  const value =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : Number.parseInt(octal ?? decimal, octal === undefined ? 10 : 8)
  return value > MAX_INT ? null : { value, rest: trimmed.slice(all.length) }
}

/** As in `[ a -lt b ]`: a sign is allowed, and text that is not a number is 0. */
export function signedNumber(text: string): number {
  return text.startsWith('-') ? -unsignedNumber(text.slice(1)) : unsignedNumber(text)
}

/** The same without a sign. */
export function unsignedNumber(text: string): number {
  return leadingNumber(text)?.value ?? 0
}
