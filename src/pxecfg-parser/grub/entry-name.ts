/** Finds the entry that a name means. Source: GRUB normal/menu.c, get_entry_number and menuentry_eq. */

import { leadingNumber } from './numbers.ts'
import type { MenuItem } from './types.ts'

/** The entry that `default` means: a number, else a title or an id; the first entry if it means none. */
export function defaultIndex(items: readonly MenuItem[], name: string | undefined): number {
  const index = name === undefined ? 0 : numbered(name)
  const found =
    index ?? items.findIndex((item) => isCalled(item.title, name ?? '') || isCalled(item.id, name ?? ''))
  return found >= 0 && found < items.length ? found : 0
}

/** A number too large for an int means no entry, and is not a title either. */
function numbered(name: string): number | null {
  return leadingNumber(name)?.value ?? (/^\s*\d/.test(name) ? -1 : null)
}

/** The entry that `--entry` means: an exact title or id, else a number; -1: none. */
export function selectedIndex(items: readonly MenuItem[], name: string): number {
  const exact = items.findIndex((item) => item.id === name || item.title === name)
  if (exact >= 0) return exact
  const called = items.findIndex((item) => isCalled(item.id, name) || isCalled(item.title, name))
  if (called >= 0) return called
  const number = /^(\d+)(?:>[^>]|$)/.exec(name)?.[1]
  return number !== undefined && Number(number) < items.length ? Number(number) : -1
}

/** The name inside the submenu, after the first `>` that is not doubled; null: there is none. */
export function restOfPath(name: string | undefined): string | null {
  const match = /^(?:[^>]|>>)*>(.+)$/s.exec(name ?? '')
  return match?.[1] ?? null
}

/** Whether `name` is the part of `spec` before a single `>`. A `>` of the name itself is doubled in `spec`. */
function isCalled(name: string, spec: string): boolean {
  let at = 0
  for (const char of name) {
    if (spec[at] === '>' && spec[at + 1] !== '>') return false
    if (spec[at] === '>') at++
    if (spec[at] !== char) return false
    at++
  }
  return at >= spec.length || (spec[at] === '>' && spec[at + 1] !== '>')
}
