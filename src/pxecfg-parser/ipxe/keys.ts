/** The names that screens show for keys, by the codes that --key takes. Source: ipxe src/include/ipxe/keys.h. */

const NAMED: Readonly<Record<number, string>> = {
  8: 'Backspace',
  9: 'Tab',
  10: 'Enter',
  13: 'Enter',
  27: 'Esc',
  127: 'Backspace',
}

/** Final bytes of `ESC [ x`, and numbers of `ESC [ n ~`. */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  F: 'End',
  H: 'Home',
}
const NUMBERS: Readonly<Record<number, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
}

/** What current iPXE adds to the codes of keys that send an escape sequence. */
const SPECIAL = 0x110000

/** The name of the key with a code: a character as it is, else a name (`Ctrl-B`, `F12`), else the number. */
export function keyName(key: number): string {
  const code = key < SPECIAL ? key : key - SPECIAL
  return (
    (code < 0x100 ? plainName(code) : sequenceName((code >> 8) - 1, code & 0xff)) ?? `0x${key.toString(16)}`
  )
}

function plainName(code: number): string | undefined {
  if (code > 0x1f && code < 0x7f) return String.fromCharCode(code)
  return NAMED[code] ?? (code > 0 && code <= 26 ? `Ctrl-${String.fromCharCode(0x40 + code)}` : undefined)
}

function sequenceName(number: number, last: number): string | undefined {
  const letter = String.fromCharCode(last)
  return letter === '~' ? NUMBERS[number] : number === 0 ? LETTERS[letter] : undefined
}
