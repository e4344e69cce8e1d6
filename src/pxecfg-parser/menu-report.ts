/** A menu as reports print it: what a person would see, and no passwords. */

import { readable } from '../byte-text.ts'
import type { Menu, MenuEntry } from './menu-model.ts'

export interface MenuReport {
  /** Submenus alone. */
  tag?: string | null
  title: string
  default: string | null
  /** The root menu alone. */
  timeoutMs?: number
  totalTimeoutMs?: number
  hidden?: true
  clear?: true
  masterPassword?: true
  entries: EntryReport[]
}

export type EntryReport = Omit<MenuEntry, 'password' | 'submenu' | 'command' | 'immediate'> & {
  password?: true
  submenu?: MenuReport
}

/** Texts are byte text in `menu`, and readable in the report. */
export function menuReport({
  title,
  timeoutMs,
  totalTimeoutMs,
  hidden,
  clear,
  masterPassword,
  ...menu
}: Menu): MenuReport {
  return {
    title: readable(title),
    default: nullable(menu.default),
    timeoutMs,
    ...(totalTimeoutMs === undefined ? {} : { totalTimeoutMs }),
    ...(hidden ? { hidden } : {}),
    ...(clear ? { clear } : {}),
    ...(masterPassword === undefined ? {} : { masterPassword: true }),
    entries: menu.entries.map(entryReport),
  }
}

function entryReport({
  label,
  display,
  password,
  help,
  target,
  submenu,
  command,
  immediate,
  ...rest
}: MenuEntry): EntryReport {
  return {
    label: nullable(label),
    display: readable(display),
    ...rest,
    ...(password === undefined ? {} : { password: true }),
    ...(help === undefined ? {} : { help: readable(help) }),
    ...(target === undefined ? {} : { target: readable(target) }),
    ...(submenu === undefined ? {} : { submenu: submenuReport(submenu) }),
  }
}

function submenuReport({ tag, title, default: usual, entries }: Menu): MenuReport {
  return {
    tag: nullable(tag),
    title: readable(title),
    default: nullable(usual),
    entries: entries.map(entryReport),
  }
}

function nullable(text: string | null): string | null {
  return text === null ? null : readable(text)
}
