/** A line editor with the keys of syslinux's edit_cmdline (com32/menu/menumain.c). Pure. */

import type { Key } from './keys.ts'
import { units } from './text.ts'

/** A line being edited. `at`: index in `text` of the character under the cursor. */
export interface Line {
  readonly text: string
  readonly at: number
}

/** The most bytes of a line, as in a configuration file. */
const MAX_LINE = 4095

/** `text` with the cursor at its end. */
export function lineOf(text: string): Line {
  const cut = text.slice(0, MAX_LINE)
  return { text: cut, at: cut.length }
}

/** `line` after `key`; the same object if the key has no effect. */
export function editLine(line: Line, key: Key): Line {
  const { text, at } = line
  if (key.length === 1) {
    return text.length < MAX_LINE ? { text: text.slice(0, at) + key + text.slice(at), at: at + 1 } : line
  }
  switch (key) {
    case 'Left':
    case 'Ctrl-B':
      return { text, at: before(line) }
    case 'Right':
    case 'Ctrl-F':
      return { text, at: after(line) }
    case 'Home':
    case 'Ctrl-A':
      return { text, at: 0 }
    case 'End':
    case 'Ctrl-E':
      return { text, at: text.length }
    case 'Backspace':
      return without(line, before(line), at)
    case 'Delete':
    case 'Ctrl-D':
      return without(line, at, after(line))
    case 'Ctrl-U':
      return { text: '', at: 0 }
    case 'Ctrl-K':
      return without(line, at, text.length)
    case 'Ctrl-W':
      return without(line, /\S*\s*$/.exec(text.slice(0, at))?.index ?? at, at)
    default:
      return line
  }
}

function without({ text }: Line, from: number, to: number): Line {
  return { text: text.slice(0, from) + text.slice(to), at: from }
}

function before({ text, at }: Line): number {
  return at - (units(text.slice(0, at)).at(-1)?.bytes.length ?? 0)
}

function after({ text, at }: Line): number {
  return at + (units(text.slice(at)).at(0)?.bytes.length ?? 0)
}
