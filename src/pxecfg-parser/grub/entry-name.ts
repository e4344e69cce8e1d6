/** Which entry a name means. Source: GRUB normal/menu.c, get_entry_number and menuentry_eq. */

import { leadingNumber } from './numbers.ts'
import type { MenuItem } from './types.ts'

/** `default`: a number first, then a title or an id; the first entry where it names none. */
export function defaultIndex(items: readonly MenuItem[], name: string | undefined): number {
  const index = name === undefined ? 0 : numbered(name)
  const found =
    index ?? items.findIndex((item) => isCalled(item.title, name ?? '') || isCalled(item.id, name ?? ''))
  return found >= 0 && found < items.length ? found : 0
}

/** A number too large for an int names no entry and is not a title either. */
function numbered(name: string): number | null {
  return leadingNumber(name)?.value ?? (/^\s*\d/.test(name) ? -1 : null)
}

/** What `--entry` means: a title or an id as it is, else a number; -1: none. */
export function selectedIndex(items: readonly MenuItem[], name: string): number {
  const exact = items.findIndex((item) => item.id === name || item.title === name)
  if (exact >= 0) return exact
  const called = items.findIndex((item) => isCalled(item.id, name) || isCalled(item.title, name))
  if (called >= 0) return called
  const number = /^(\d+)(?:>[^>]|$)/.exec(name)?.[1]
  return number !== undefined && Number(number) < items.length ? Number(number) : -1
}

/** What follows the first `>` that is not doubled: the name inside the submenu; null: nothing does. */
export function restOfPath(name: string | undefined): string | null {
  const match = /^(?:[^>]|>>)*>(.+)$/s.exec(name ?? '')
  return match?.[1] ?? null
}

/** The part of `spec` in front of a single `>`; `>>` stands for one of the name's own. */
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
