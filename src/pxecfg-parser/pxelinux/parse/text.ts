/**
 * Words and numbers of a configuration as PXELINUX's C code reads them. Text is Latin-1, one character a byte.
 * Source: syslinux com32/menu/menu.h (my_isspace), com32/lib (atoi, strtoul).
 */

/** Whether `code` is a blank: any byte up to 0x20, or DEL. */
export function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0x7f
}

/** The first index from `at` on that is not a blank, or the end. */
export function skipBlanks(text: string, at = 0): number {
  let index = at
  while (index < text.length && isBlank(text.charCodeAt(index))) index++
  return index
}

/** The first index from `at` on that is a blank, or the end. */
export function wordEnd(text: string, at = 0): number {
  let index = at
  while (index < text.length && !isBlank(text.charCodeAt(index))) index++
  return index
}

/** The first word of `text`, which does not begin with blanks, and what follows it, blanks included. */
export function splitWord(text: string): { word: string; rest: string } {
  const end = wordEnd(text)
  return { word: text.slice(0, end), rest: text.slice(end) }
}

/** All words of `text`. */
export function words(text: string): string[] {
  const found: string[] = []
  for (let at = skipBlanks(text); at < text.length; ) {
    const end = wordEnd(text, at)
    found.push(text.slice(at, end))
    at = skipBlanks(text, end)
  }
  return found
}

/** `text` without blanks at its ends. */
export function trimBlanks(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(skipBlanks(text.slice(0, end)), end)
}

/** `text` without trailing blanks. */
export function trimEndBlanks(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

/** C's atoi: the leading decimal number with its sign, 0 if there is none. */
export function atoi(text: string): number {
  return Number(/^[+-]?\d+/.exec(text)?.[0] ?? 0)
}

/** C's strtoul with base 0 (`0x1f`, `017`, `15`), with the sign kept: the caller knows how many bits count. */
export function strtol(text: string): number {
  const match = /^([+-]?)(?:0x([0-9a-f]+)|0([0-7]*)|([1-9]\d*))/i.exec(text)
  if (match === null) return 0
  const [, sign, hex, octal, decimal] = match
  const value =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal || '0', 8)
        : Number(decimal)
  return sign === '-' && value !== 0 ? -value : value
}
