/**
 * Decodes a terminal's bytes to keys. A key is one character (one byte, Latin-1), or a name: `Up`, `Enter`, `Ctrl-A`.
 * Sources: DEC VT100 user guide (cursor keys in ANSI and application mode), xterm's ctlseqs (`CSI n ~`, `CSI 1;m A`),
 * syslinux com32/libutil/keyname.c for the names.
 */

/** A character or the name of a key. */
export type Key = string

/** Final byte of `ESC [ x` and `ESC O x`. */
const LETTER_KEYS: Readonly<Record<string, Key>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  F: 'End',
  H: 'Home',
  M: 'Enter',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
}

/** Number of `ESC [ n ~`. */
const NUMBER_KEYS: Readonly<Record<string, Key>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
}

const CONTROL_KEYS: Readonly<Record<number, Key>> = {
  8: 'Backspace',
  9: 'Tab',
  10: 'Enter',
  13: 'Enter',
  127: 'Backspace',
}

/** Other spellings of names. */
const ALIASES: readonly [string, Key][] = [
  ['escape', 'Esc'],
  ['space', ' '],
  ['pgup', 'PageUp'],
  ['pgdn', 'PageDown'],
  ['del', 'Delete'],
  ['^?', 'Backspace'],
]

const NAMES = new Map<string, Key>([
  ...[LETTER_KEYS, NUMBER_KEYS, CONTROL_KEYS].flatMap((table) => Object.values(table)).map(named),
  named('Esc'),
  ...ALIASES,
])

function named(key: Key): [string, Key] {
  return [key.toLowerCase(), key]
}

/** Anything longer is not an escape sequence. */
const MAX_SEQUENCE = 16

/** The keys in `bytes` (Latin-1), and the incomplete escape sequence at their end. */
export function decodeKeys(bytes: string): { keys: Key[]; rest: string } {
  const keys: Key[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes.charAt(at) === '\x1b') {
      const end = sequenceEnd(bytes, at)
      if (end === null) return { keys, rest: bytes.slice(at) }
      keys.push(sequenceKey(bytes.slice(at, end)))
      at = end
    } else if (bytes.charAt(at) === '\0') {
      at += 1 // telnet sends CR NUL for Enter
    } else {
      keys.push(plainKey(bytes.charCodeAt(at)))
      at += bytes.startsWith('\r\n', at) ? 2 : 1
    }
  }
  return { keys, rest: '' }
}

/** The keys of an incomplete sequence that is not continued: somebody pressed Esc. */
export function decodeRest(rest: string): Key[] {
  return rest === '' ? [] : ['Esc', ...decodeKeys(rest.slice(1)).keys]
}

/** The key of a name as MENU HIDDENKEY spells it, any case; null: no such key. */
export function keyNamed(name: string): Key | null {
  if (name.length === 1) return name
  const control = /^(?:\^|ctrl-)([a-z])$/i.exec(name)?.[1]
  if (control !== undefined) return plainKey(control.toUpperCase().charCodeAt(0) - 0x40)
  return NAMES.get(name.toLowerCase()) ?? null
}

/** Index after the escape sequence at `at`; null if it is incomplete. A lone ESC is a sequence of one. */
function sequenceEnd(bytes: string, at: number): number | null {
  const kind = bytes.charAt(at + 1)
  if (kind === '') return null
  if (kind === 'O') return bytes.length > at + 2 ? at + 3 : null
  if (kind !== '[') return at + 1
  // The Linux console's F1 to F5: ESC [ [ A
  const first = bytes.charAt(at + 2) === '[' ? at + 3 : at + 2
  for (let end = first; end < bytes.length; end++) {
    const code = bytes.charCodeAt(end)
    if (code < 0x20 || code > 0x7e || end - at >= MAX_SEQUENCE) return end
    if (code >= 0x40) return end + 1
  }
  return null
}

function sequenceKey(sequence: string): Key {
  if (sequence === '\x1b') return 'Esc'
  const [, number, final] = /^\x1b(?:\[|O)(\d*)[\d;]*([A-Za-z~])$/.exec(sequence) ?? []
  if (final === '~') return NUMBER_KEYS[number ?? ''] ?? 'Unknown'
  if (final !== undefined) return LETTER_KEYS[final] ?? 'Unknown'
  const consoleKey = /^\x1b\[\[([A-E])$/.exec(sequence)?.[1]
  return consoleKey === undefined ? 'Unknown' : `F${consoleKey.charCodeAt(0) - 0x40}`
}

function plainKey(code: number): Key {
  const control = CONTROL_KEYS[code]
  if (control !== undefined) return control
  if (code === 0x1b) return 'Esc'
  if (code >= 0x20) return String.fromCharCode(code)
  return `Ctrl-${String.fromCharCode(code + 0x40)}`
}
